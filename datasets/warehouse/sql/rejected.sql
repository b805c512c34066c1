SELECT file_name, row_number, column_name, value_text, rule, message, hint
FROM meta__rejected
WHERE $1 = '' OR table_id = $1
ORDER BY table_id, file_name, row_number, column_name, rule, message, sha256;
