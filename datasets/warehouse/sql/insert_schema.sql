INSERT INTO meta__schema (version, name) VALUES ($1, $2);
