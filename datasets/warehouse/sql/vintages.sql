SELECT period, period_start, released, vintage, value, status, sha256, row_number, column_name, is_synthetic
FROM vintage
WHERE %s
ORDER BY period_start, period, released, vintage
