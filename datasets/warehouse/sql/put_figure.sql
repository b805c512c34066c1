INSERT INTO meta__figure (edition, figure_id, number, title_it, title_en, query, run_id, is_synthetic)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);
