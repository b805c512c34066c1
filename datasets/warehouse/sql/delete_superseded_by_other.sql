DELETE FROM meta__superseded WHERE sha256 = $1 AND table_id = $2;
