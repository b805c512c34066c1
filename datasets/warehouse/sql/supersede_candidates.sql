SELECT l.sha256, s.file_name
FROM meta__ledger l
JOIN meta__snapshot s ON s.sha256 = l.sha256 AND s.table_id = l.table_id
WHERE l.table_id = $1
  AND l.ordinal < $2
  AND s.released = $3::DATE
  AND s.vintage = $4
  AND s.is_synthetic = $5
  AND l.rows_rejected > 0
ORDER BY l.ordinal;
