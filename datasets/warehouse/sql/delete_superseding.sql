DELETE FROM meta__superseded WHERE by_sha256 = $1 AND table_id = $2;
