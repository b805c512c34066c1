INSERT INTO meta__ledger
  (sha256, table_id, step_version, rows_read, rows_loaded, rows_rejected, rows_skipped, observations, recipe, ordinal, reloads)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);
