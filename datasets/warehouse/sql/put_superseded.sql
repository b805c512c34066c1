INSERT INTO meta__superseded (sha256, table_id, by_sha256) VALUES ($1, $2, $3);
