SELECT count(*) FROM core__observation;
