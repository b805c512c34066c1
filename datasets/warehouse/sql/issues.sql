SELECT i.table_id, i.sha256, s.file_name, i.severity, i.rule, i.series_key, i.message
FROM meta__issue i
JOIN meta__snapshot s ON s.sha256 = i.sha256 AND s.table_id = i.table_id
ORDER BY i.table_id, s.released, s.vintage, i.sha256, i.severity, i.rule, i.series_key, i.message;
