-- Reference tables that let readers go from one classification to another, add
-- up codes that do not overlap, and see breaks and flags with their meaning.

-- Weighted links between code lists; the weights of a code to one list sum to 1.
CREATE TABLE meta__crosswalk (
  from_list  VARCHAR NOT NULL,
  from_code  VARCHAR NOT NULL,
  to_list    VARCHAR NOT NULL,
  to_code    VARCHAR NOT NULL,
  weight     DOUBLE  NOT NULL,
  one_to_one BOOLEAN NOT NULL,   -- the two codes stand for the same
  basis      VARCHAR NOT NULL,   -- official, measured, assumed
  source     VARCHAR NOT NULL,
  note       VARCHAR NOT NULL,
  PRIMARY KEY (from_list, from_code, to_list, to_code)
);

-- Codes of one list that do not overlap; together they are the whole where one is named.
CREATE TABLE meta__partition (
  partition_id VARCHAR NOT NULL,
  list         VARCHAR NOT NULL,
  whole        VARCHAR NOT NULL,
  code         VARCHAR NOT NULL,
  PRIMARY KEY (partition_id, code)
);

-- Periods from which a table is not comparable with before.
CREATE TABLE meta__break (
  table_id    VARCHAR NOT NULL,
  break_id    VARCHAR NOT NULL,
  from_period VARCHAR NOT NULL,
  from_start  DATE    NOT NULL,
  kind        VARCHAR NOT NULL,   -- level, classification, reconstructed
  concerns    VARCHAR NOT NULL,   -- all, industry_totals
  what_it     VARCHAR NOT NULL,
  what_en     VARCHAR NOT NULL,
  source_url  VARCHAR NOT NULL,
  PRIMARY KEY (table_id, break_id)
);

-- Units, and whether their values are counts, which may be summed and split.
CREATE TABLE meta__unit (
  unit     VARCHAR PRIMARY KEY,
  is_count BOOLEAN NOT NULL
);

CREATE VIEW crosswalk AS
SELECT w.from_list, w.from_code, coalesce(f.label_it, w.from_code) AS from_it, coalesce(f.label_en, w.from_code) AS from_en,
       w.to_list, w.to_code, coalesce(t.label_it, w.to_code) AS to_it, coalesce(t.label_en, w.to_code) AS to_en,
       w.weight, w.one_to_one, w.basis, w.source, w.note
FROM meta__crosswalk w
LEFT JOIN meta__code f ON f.list = w.from_list AND f.code = w.from_code
LEFT JOIN meta__code t ON t.list = w.to_list AND t.code = w.to_code;

CREATE VIEW code_partition AS
SELECT p.partition_id, p.list, p.whole, p.code, c.label_it, c.label_en
FROM meta__partition p
LEFT JOIN meta__code c ON c.list = p.list AND c.code = p.code;

CREATE VIEW series_break AS
SELECT b.table_id, b.break_id, b.from_period, b.from_start, b.kind, b.concerns, b.what_it, b.what_en, b.source_url
FROM meta__break b;

-- Status flags of each source with their meaning. project: the words that ingest
-- puts where a source leaves a cell empty or prints a mark.
CREATE VIEW flag AS
SELECT replace(c.list, '_flag', '') AS provider, c.code AS flag, c.label_it AS meaning_it, c.label_en AS meaning_en
FROM meta__code c
WHERE c.level = 'flag';

-- The flags that the observations of a table carry. A status of several letters
-- that is no flag itself (bp) is read letter by letter.
CREATE VIEW flag_use AS
WITH used AS (
  SELECT o.table_id, t.provider, o.status, count(*) AS observations
  FROM core__observation o
  LEFT JOIN meta__table t ON t.table_id = o.table_id
  WHERE o.status <> ''
  GROUP BY o.table_id, t.provider, o.status
), word AS (
  SELECT u.table_id, u.provider, u.status, u.observations, unnest(string_split(u.status, ' ')) AS word
  FROM used u
), letter AS (
  SELECT w.table_id, w.provider, w.status, w.observations, w.word AS flag
  FROM word w
  WHERE EXISTS (SELECT 1 FROM flag f WHERE f.flag = w.word AND f.provider IN (w.provider, 'project'))
  UNION ALL
  SELECT w.table_id, w.provider, w.status, w.observations, unnest(string_split(w.word, '')) AS flag
  FROM word w
  WHERE NOT EXISTS (SELECT 1 FROM flag f WHERE f.flag = w.word AND f.provider IN (w.provider, 'project'))
)
SELECT l.table_id, l.provider, l.status, l.observations, l.flag, f.meaning_it, f.meaning_en
FROM letter l
LEFT JOIN flag f ON f.flag = l.flag AND f.provider IN (l.provider, 'project');

-- Observations in a classification of the reader's choice, as of a day: those of
-- that list as they are (basis own), and those of any list with a crosswalk to it.
-- A count is split by weights and added up by code, so that the sum over a level
-- is that of the source; the parts of a level go to the same level, so that no
-- total is mixed with its parts. lower and upper are what surely belongs to the
-- code and all that may, were the assumed weights anything between 0 and 1. What
-- is no count (a rate) comes only where the codes stand for the same. codes_missing
-- counts codes that belong to the sum and are not there: the value lacks them. A
-- value missing in a part is missing in the sum.
CREATE MACRO observation_in_as_of(target, day) AS TABLE
WITH source AS (
  SELECT o.table_id, o.measure, o.measure_it, o.measure_en, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
         o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other, o.freq, o.period, o.period_start,
         o.value, o.is_synthetic, d.dimension,
         CASE d.dimension WHEN 'occupation' THEN o.occupation_list WHEN 'territory' THEN o.territory_list ELSE o.industry_list END AS from_list,
         CASE d.dimension WHEN 'occupation' THEN o.occupation WHEN 'territory' THEN o.territory ELSE o.industry END AS from_code
  FROM observation_as_of(day) o
  CROSS JOIN (
    SELECT CASE WHEN starts_with(target, 'cp') OR starts_with(target, 'isco') OR target = 'istat_occupation_2011' THEN 'occupation'
                WHEN starts_with(target, 'nuts') OR target = 'istat_ref_area' THEN 'territory'
                ELSE 'industry' END AS dimension
  ) d
), linked AS (
  SELECT s.*, s.from_code AS to_code, 1.0::DOUBLE AS weight, 'own' AS basis
  FROM source s
  WHERE s.from_list = target
  UNION ALL
  SELECT s.*, w.to_code, w.weight, w.basis
  FROM source s
  JOIN meta__crosswalk w ON w.from_list = s.from_list AND w.from_code = s.from_code AND w.to_list = target
  LEFT JOIN meta__unit u ON u.unit = s.unit
  WHERE coalesce(u.is_count, false) OR w.one_to_one
), moved AS (
  SELECT l.table_id, l.measure, l.measure_it, l.measure_en, l.unit,
         CASE l.dimension WHEN 'territory' THEN target ELSE l.territory_list END AS territory_list,
         CASE l.dimension WHEN 'territory' THEN l.to_code ELSE l.territory END AS territory,
         CASE l.dimension WHEN 'industry' THEN target ELSE l.industry_list END AS industry_list,
         CASE l.dimension WHEN 'industry' THEN l.to_code ELSE l.industry END AS industry,
         CASE l.dimension WHEN 'occupation' THEN target ELSE l.occupation_list END AS occupation_list,
         CASE l.dimension WHEN 'occupation' THEN l.to_code ELSE l.occupation END AS occupation,
         l.citizenship_list, l.citizenship, l.sex, l.age, l.other, l.freq, l.period, l.period_start,
         l.from_list, l.from_code, l.to_code, l.weight, l.basis, l.value, l.is_synthetic,
         CASE WHEN l.basis = 'assumed' AND l.weight < 1 THEN least(l.value, 0) ELSE l.weight * l.value END AS least_value,
         CASE WHEN l.basis = 'assumed' AND l.weight < 1 THEN greatest(l.value, 0) ELSE l.weight * l.value END AS most_value
  FROM linked l
), summed AS (
  SELECT m.table_id, m.measure, m.measure_it, m.measure_en, m.unit, m.territory_list, m.territory, m.industry_list, m.industry,
         m.occupation_list, m.occupation, m.citizenship_list, m.citizenship, m.sex, m.age, m.other, m.freq, m.period, m.period_start,
         m.from_list, m.to_code,
         CASE WHEN count(m.value) = count(*) THEN sum(m.weight * m.value ORDER BY m.from_code) END AS value,
         CASE WHEN count(m.value) = count(*) THEN sum(m.least_value ORDER BY m.from_code) END AS lower,
         CASE WHEN count(m.value) = count(*) THEN sum(m.most_value ORDER BY m.from_code) END AS upper,
         CASE WHEN bool_or(m.basis = 'assumed') THEN 'assumed' WHEN bool_or(m.basis = 'measured') THEN 'measured'
              WHEN bool_or(m.basis = 'official') THEN 'official' ELSE 'own' END AS basis,
         string_agg(m.from_code, ' ' ORDER BY m.from_code) AS from_codes,
         count(*) AS codes, bool_or(m.is_synthetic) AS is_synthetic
  FROM moved m
  GROUP BY m.table_id, m.measure, m.measure_it, m.measure_en, m.unit, m.territory_list, m.territory, m.industry_list, m.industry,
           m.occupation_list, m.occupation, m.citizenship_list, m.citizenship, m.sex, m.age, m.other, m.freq, m.period, m.period_start,
           m.from_list, m.to_code
)
SELECT s.table_id, s.measure, s.measure_it, s.measure_en, s.unit,
       s.territory_list, s.territory,
       coalesce(t.label_it, s.territory) AS territory_it, coalesce(t.label_en, s.territory) AS territory_en,
       s.industry_list, s.industry,
       coalesce(i.label_it, s.industry) AS industry_it, coalesce(i.label_en, s.industry) AS industry_en,
       s.occupation_list, s.occupation,
       coalesce(c.label_it, s.occupation) AS occupation_it, coalesce(c.label_en, s.occupation) AS occupation_en,
       s.citizenship_list, s.citizenship, s.sex, s.age, s.other, s.freq, s.period, s.period_start,
       s.value, s.lower, s.upper, s.basis, s.from_list, s.from_codes,
       coalesce(n.codes, s.codes) - s.codes AS codes_missing, s.is_synthetic
FROM summed s
LEFT JOIN (
  SELECT w.from_list, w.to_code, count(*) AS codes FROM meta__crosswalk w WHERE w.to_list = target GROUP BY w.from_list, w.to_code
) n ON n.from_list = s.from_list AND n.to_code = s.to_code
LEFT JOIN meta__code t ON t.list = s.territory_list AND t.code = s.territory
LEFT JOIN meta__code i ON i.list = s.industry_list AND i.code = s.industry
LEFT JOIN meta__code c ON c.list = s.occupation_list AND c.code = s.occupation;

-- The newest editions of the same.
CREATE MACRO observation_in(target) AS TABLE
SELECT table_id, measure, measure_it, measure_en, unit, territory_list, territory, territory_it, territory_en,
       industry_list, industry, industry_it, industry_en, occupation_list, occupation, occupation_it, occupation_en,
       citizenship_list, citizenship, sex, age, other, freq, period, period_start, value, lower, upper, basis, from_list, from_codes,
       codes_missing, is_synthetic
FROM observation_in_as_of(target, DATE '9999-12-31');
