SELECT territory_list, territory, table_id, sha256, note, is_synthetic, max(released) AS released, count(*) AS row_count
FROM %s
WHERE %s
GROUP BY territory_list, territory, table_id, sha256, note, is_synthetic
ORDER BY territory_list, territory, table_id, sha256, note, is_synthetic
