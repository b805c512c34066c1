SELECT sha256, table_id, file_name, bytes, format, provider, licence, source_url, released, vintage, is_synthetic
FROM meta__snapshot
WHERE starts_with(sha256, $1)
ORDER BY table_id, released, vintage, sha256;
