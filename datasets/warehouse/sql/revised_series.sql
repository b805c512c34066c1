SELECT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, freq, table_id,
       count(DISTINCT (released, vintage)) AS editions, min(released) AS first_released, max(released) AS last_released,
       count(DISTINCT period) AS periods, min(period) AS first_period, max(period) AS last_period, bool_or(is_synthetic) AS is_synthetic
FROM core__observation
WHERE ($1 = '' OR measure = $1)
  AND released <= $2::DATE
  AND value IS NOT NULL
GROUP BY measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq, table_id
HAVING count(DISTINCT (released, vintage)) > 1
ORDER BY measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq, table_id;
