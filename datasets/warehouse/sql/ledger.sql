SELECT s.sha256, s.table_id, s.file_name, s.bytes, s.format, s.provider, s.licence, s.source_url, s.released, s.vintage,
       s.is_synthetic, l.step_version, l.rows_read, l.rows_loaded, l.rows_rejected, l.rows_skipped, l.observations,
       l.recipe, l.ordinal, l.reloads
FROM meta__ledger l
JOIN meta__snapshot s ON s.sha256 = l.sha256 AND s.table_id = l.table_id
ORDER BY s.table_id, s.released, s.vintage, s.sha256;
