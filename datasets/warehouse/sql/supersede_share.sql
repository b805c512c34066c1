WITH earlier AS (
  SELECT DISTINCT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, freq, period, released, vintage
  FROM core__observation
  WHERE sha256 = $1 AND table_id = $2
), shared AS (
  SELECT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, freq, period, released, vintage
  FROM core__observation
  WHERE sha256 = $3 AND table_id = $2
  INTERSECT
  SELECT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, freq, period, released, vintage
  FROM earlier
)
SELECT (SELECT count(*) FROM earlier), (SELECT count(*) FROM shared);
