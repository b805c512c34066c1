INSERT INTO meta__issue (sha256, table_id, severity, rule, series_key, message) VALUES ($1, $2, $3, $4, $5, $6);
