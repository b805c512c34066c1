DELETE FROM meta__rejected WHERE sha256 = $1 AND table_id = $2;
