SELECT edition, figure_id, table_id, sha256, rows, method, method_version, method_run_id
FROM meta__figure_lineage
WHERE $1 = '' OR edition = $1
ORDER BY edition, figure_id, table_id, sha256, method, method_run_id, rows;
