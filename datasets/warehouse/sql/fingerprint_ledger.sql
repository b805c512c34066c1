WITH visible AS (
  SELECT sha256, table_id, count(*) AS observations
  FROM core__observation
  WHERE released <= %[1]s
  GROUP BY sha256, table_id
)
SELECT l.table_id, l.sha256, l.step_version::VARCHAR, l.recipe, l.rows_read::VARCHAR, l.rows_loaded::VARCHAR, l.rows_rejected::VARCHAR,
       l.rows_skipped::VARCHAR, l.observations::VARCHAR, s.released::VARCHAR, s.vintage, s.is_synthetic::VARCHAR,
       coalesce(v.observations, 0)::VARCHAR,
       row_number() OVER (PARTITION BY l.table_id, s.released, s.vintage ORDER BY l.ordinal, l.sha256)::VARCHAR AS place
FROM meta__ledger l
JOIN meta__snapshot s ON s.sha256 = l.sha256 AND s.table_id = l.table_id
LEFT JOIN visible v ON v.sha256 = l.sha256 AND v.table_id = l.table_id
WHERE %[2]s
ORDER BY l.table_id, l.sha256
