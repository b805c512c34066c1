SELECT o.table_id, o.sha256, max(o.released) AS released, max(o.vintage) AS vintage, count(*) AS observations
FROM observation_as_of(%[1]s) o
JOIN meta__snapshot s ON s.sha256 = o.sha256 AND s.table_id = o.table_id
WHERE o.table_id IN (%[2]s)
  AND s.released > %[1]s
GROUP BY o.table_id, o.sha256
ORDER BY o.table_id, o.sha256
