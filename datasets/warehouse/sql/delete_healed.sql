DELETE FROM meta__healed WHERE sha256 = $1 AND table_id = $2;
