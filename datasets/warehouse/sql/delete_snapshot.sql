DELETE FROM meta__snapshot WHERE sha256 = $1 AND table_id = $2;
