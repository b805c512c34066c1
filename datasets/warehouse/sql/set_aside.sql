WITH wanted AS (
  SELECT r.table_id, r.sha256, r.file_name, r.row_number, r.column_name, r.value_text, r.rule, r.message, r.hint, r.state,
         r.by_file, r.by_sha256, s.released, s.vintage, s.is_synthetic
  FROM rejected_all r
  JOIN meta__snapshot s ON s.sha256 = r.sha256 AND s.table_id = r.table_id
  WHERE ($1 = '' OR r.table_id = $1)
    AND ($2 = '' OR r.rule = $2)
    AND ($3 = '' OR r.file_name = $3 OR starts_with(r.sha256, $3))
    AND ($4 OR r.state = 'open')
), placed AS (
  SELECT *,
         count(*) OVER (PARTITION BY table_id, sha256, rule, state) AS together,
         row_number() OVER (PARTITION BY table_id, sha256, rule, state ORDER BY row_number, column_name, message) AS place
  FROM wanted
)
SELECT table_id, sha256, file_name, row_number, column_name, value_text, rule, message, hint, state, by_file, by_sha256,
       released, vintage, is_synthetic, together
FROM placed
WHERE $5 = 0 OR place <= $5
ORDER BY table_id, file_name, sha256, rule, state, place;
