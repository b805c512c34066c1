DELETE FROM meta__issue WHERE sha256 = $1 AND table_id = $2;
