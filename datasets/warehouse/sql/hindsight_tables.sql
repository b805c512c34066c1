SELECT DISTINCT o.table_id
FROM core__observation o
JOIN meta__snapshot s ON s.sha256 = o.sha256 AND s.table_id = o.table_id
WHERE s.released > $1::DATE
  AND o.released <= $1::DATE
ORDER BY o.table_id;
