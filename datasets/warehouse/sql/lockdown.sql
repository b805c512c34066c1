SELECT current_setting('enable_external_access'), current_setting('lock_configuration'), readonly
FROM duckdb_databases()
WHERE database_name = 'warehouse';
