SELECT table_id, break_id, from_period, kind, concerns, what_it, what_en, source_url
FROM meta__break
ORDER BY table_id, from_start, break_id;
