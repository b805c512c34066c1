SELECT table_id, state, count(DISTINCT (sha256, file_name, row_number))
FROM rejected_all
GROUP BY table_id, state
ORDER BY table_id, state;
