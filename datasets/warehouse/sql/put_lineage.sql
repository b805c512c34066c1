INSERT INTO meta__figure_lineage (edition, figure_id, table_id, sha256, rows, method, method_version, method_run_id)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
