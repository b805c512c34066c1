SELECT edition, figure_id, number, title_it, title_en, query, run_id, is_synthetic
FROM meta__figure
WHERE $1 = '' OR edition = $1
ORDER BY edition, figure_id;
