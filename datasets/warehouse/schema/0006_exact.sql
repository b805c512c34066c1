-- A double tells whole numbers apart up to 2^53. The digits of a greater one that it
-- can't hold are kept beside it, and only those: where exact is NULL in the views,
-- value is what was published. Sums, models and pages use value, the nearest double,
-- which is off by less than one part in 10^15.
ALTER TABLE core__observation ADD COLUMN exact VARCHAR DEFAULT '';   -- digits, at most 38; empty: value is exact

CREATE OR REPLACE MACRO observation_as_of(day) AS TABLE
WITH real_table AS (
  SELECT table_id FROM meta__snapshot WHERE NOT is_synthetic AND released <= day
  UNION
  SELECT table_id FROM core__observation WHERE NOT is_synthetic AND released <= day   -- a file may hold earlier editions
), file AS (
  SELECT s.sha256, s.table_id, s.released, l.ordinal
  FROM meta__snapshot s
  LEFT JOIN meta__ledger l ON l.sha256 = s.sha256 AND l.table_id = s.table_id
), newest AS (
  SELECT o.table_id, o.measure, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
         o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other,
         o.freq, o.period, o.period_start,
         max({released: o.released, vintage: o.vintage, is_known: f.released <= day, file_released: f.released,
              load: f.ordinal, sha256: o.sha256, row_number: o.row_number,
              column_name: o.column_name, value: o.value, exact: o.exact, status: o.status, note: o.note,
              is_synthetic: o.is_synthetic}) AS edition
  FROM core__observation o
  JOIN file f ON f.sha256 = o.sha256 AND f.table_id = o.table_id
  WHERE o.released <= day
    AND NOT (o.is_synthetic AND o.table_id IN (SELECT table_id FROM real_table))
  GROUP BY o.table_id, o.measure, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
           o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other,
           o.freq, o.period, o.period_start
)
SELECT n.table_id,
       n.measure, coalesce(m.label_it, n.measure) AS measure_it, coalesce(m.label_en, n.measure) AS measure_en, n.unit,
       n.territory_list, n.territory,
       coalesce(t.label_it, n.territory) AS territory_it, coalesce(t.label_en, n.territory) AS territory_en,
       n.industry_list, n.industry,
       coalesce(i.label_it, n.industry) AS industry_it, coalesce(i.label_en, n.industry) AS industry_en,
       n.occupation_list, n.occupation,
       coalesce(c.label_it, n.occupation) AS occupation_it, coalesce(c.label_en, n.occupation) AS occupation_en,
       n.citizenship_list, n.citizenship,
       coalesce(z.label_it, n.citizenship) AS citizenship_it, coalesce(z.label_en, n.citizenship) AS citizenship_en,
       n.sex, n.age, n.other, n.freq, n.period, n.period_start,
       n.edition.value AS value, try_cast(nullif(n.edition.exact, '') AS DECIMAL(38,0)) AS exact,
       n.edition.status AS status, n.edition.note AS note,
       n.edition.released AS released, n.edition.vintage AS vintage, n.edition.is_synthetic AS is_synthetic,
       n.edition.sha256 AS sha256, n.edition.row_number AS row_number, n.edition.column_name AS column_name
FROM newest n
LEFT JOIN meta__measure m ON m.measure = n.measure
LEFT JOIN meta__code t ON t.list = n.territory_list AND t.code = n.territory
LEFT JOIN meta__code i ON i.list = n.industry_list AND i.code = n.industry
LEFT JOIN meta__code c ON c.list = n.occupation_list AND c.code = n.occupation
LEFT JOIN meta__code z ON z.list = n.citizenship_list AND z.code = n.citizenship;

-- As before, with the digits.
CREATE OR REPLACE VIEW vintage AS
WITH file AS (
  SELECT s.sha256, s.table_id, s.released, l.ordinal
  FROM meta__snapshot s
  LEFT JOIN meta__ledger l ON l.sha256 = s.sha256 AND l.table_id = s.table_id
), edition AS (
  SELECT o.table_id, o.measure, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
         o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other,
         o.freq, o.period, o.period_start, o.released, o.vintage,
         max({file_released: f.released, load: f.ordinal, sha256: o.sha256, row_number: o.row_number, column_name: o.column_name,
              value: o.value, exact: o.exact, status: o.status, note: o.note, is_synthetic: o.is_synthetic}) AS cell
  FROM core__observation o
  JOIN file f ON f.sha256 = o.sha256 AND f.table_id = o.table_id
  WHERE NOT (o.is_synthetic AND o.table_id IN (SELECT table_id FROM core__observation WHERE NOT is_synthetic))
  GROUP BY o.table_id, o.measure, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
           o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other,
           o.freq, o.period, o.period_start, o.released, o.vintage
)
SELECT e.table_id,
       e.measure, coalesce(m.label_it, e.measure) AS measure_it, coalesce(m.label_en, e.measure) AS measure_en, e.unit,
       e.territory_list, e.territory,
       coalesce(t.label_it, e.territory) AS territory_it, coalesce(t.label_en, e.territory) AS territory_en,
       e.industry_list, e.industry,
       coalesce(i.label_it, e.industry) AS industry_it, coalesce(i.label_en, e.industry) AS industry_en,
       e.occupation_list, e.occupation,
       coalesce(c.label_it, e.occupation) AS occupation_it, coalesce(c.label_en, e.occupation) AS occupation_en,
       e.citizenship_list, e.citizenship,
       coalesce(z.label_it, e.citizenship) AS citizenship_it, coalesce(z.label_en, e.citizenship) AS citizenship_en,
       e.sex, e.age, e.other, e.freq, e.period, e.period_start, e.released, e.vintage,
       e.cell.value AS value, try_cast(nullif(e.cell.exact, '') AS DECIMAL(38,0)) AS exact,
       e.cell.status AS status, e.cell.note AS note, e.cell.is_synthetic AS is_synthetic,
       e.cell.sha256 AS sha256, e.cell.row_number AS row_number, e.cell.column_name AS column_name
FROM edition e
LEFT JOIN meta__measure m ON m.measure = e.measure
LEFT JOIN meta__code t ON t.list = e.territory_list AND t.code = e.territory
LEFT JOIN meta__code i ON i.list = e.industry_list AND i.code = e.industry
LEFT JOIN meta__code c ON c.list = e.occupation_list AND c.code = e.occupation
LEFT JOIN meta__code z ON z.list = e.citizenship_list AND z.code = e.citizenship;

CREATE OR REPLACE VIEW observation AS
SELECT table_id, measure, measure_it, measure_en, unit, territory_list, territory, territory_it, territory_en,
       industry_list, industry, industry_it, industry_en, occupation_list, occupation, occupation_it, occupation_en,
       citizenship_list, citizenship, citizenship_it, citizenship_en, sex, age, other, freq, period, period_start,
       value, exact, status, note, released, vintage, is_synthetic, sha256, row_number, column_name
FROM observation_as_of(DATE '9999-12-31');
