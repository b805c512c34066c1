SELECT table_id, sha256, file_name, row_number, column_name, value_text, rule, message, hint, state, by_file, by_sha256
FROM rejected_all
WHERE ($1 = '' OR table_id = $1)
  AND ($2 OR state = 'open')
ORDER BY table_id, file_name, sha256, rule, row_number, column_name, message;
