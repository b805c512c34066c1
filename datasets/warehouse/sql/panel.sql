SELECT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, freq, period, value, table_id, released, is_synthetic
FROM %s
WHERE freq <> ''
  AND %s
ORDER BY measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq, period_start, table_id
