SELECT count(*) FROM core__observation WHERE sha256 = $1 AND table_id = $2;
