SELECT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, freq, period, period_start, value, status, note,
       table_id, sha256, row_number, column_name, released, vintage, is_synthetic
FROM %s
WHERE %s
ORDER BY measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq, period_start, period, table_id
