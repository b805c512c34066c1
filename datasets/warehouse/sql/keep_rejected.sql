INSERT INTO meta__healed
  (sha256, table_id, file_name, row_number, column_name, value_text, rule, message, hint, state)
SELECT sha256, table_id, file_name, row_number, column_name, value_text, rule, message, hint, 'pending'
FROM meta__rejected
WHERE sha256 = $1 AND table_id = $2;
