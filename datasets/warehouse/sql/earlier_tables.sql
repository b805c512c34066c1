SELECT table_name, string_agg('"' || column_name || '"', ', ' ORDER BY column_index) AS columns
FROM duckdb_columns()
WHERE database_name = 'earlier'
  AND NOT internal
  AND table_name <> 'meta__schema'
  AND table_name IN (SELECT table_name FROM duckdb_tables() WHERE database_name = 'earlier')
GROUP BY table_name
ORDER BY table_name;
