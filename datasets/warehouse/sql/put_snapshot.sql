INSERT INTO meta__snapshot
  (sha256, table_id, file_name, bytes, format, provider, licence, source_url, released, vintage, is_synthetic)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
