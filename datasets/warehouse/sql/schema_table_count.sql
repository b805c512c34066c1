SELECT count(*) FROM duckdb_tables() WHERE database_name = 'warehouse' AND table_name = 'meta__schema';
