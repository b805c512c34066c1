-- A load is known by its recipe, so that a changed declaration or mapping line
-- loads the kept bytes again; and by its place in the order of loads, so that of
-- two files of one edition the later is the one that counts. Rows that were set
-- aside once and no longer are stay on record with what became of them.

ALTER TABLE meta__ledger ADD COLUMN recipe VARCHAR DEFAULT '';   -- declaration:mapping, see ingest
ALTER TABLE meta__ledger ADD COLUMN ordinal BIGINT DEFAULT 0;    -- order of first loads; there is no clock here
ALTER TABLE meta__ledger ADD COLUMN reloads BIGINT DEFAULT 0;    -- how often the bytes were loaded again

UPDATE meta__ledger SET ordinal = o.ordinal
FROM (
  SELECT l.sha256, l.table_id, row_number() OVER (ORDER BY s.released, s.vintage, l.sha256, l.table_id) AS ordinal
  FROM meta__ledger l
  JOIN meta__snapshot s ON s.sha256 = l.sha256 AND s.table_id = l.table_id
) o
WHERE o.sha256 = meta__ledger.sha256 AND o.table_id = meta__ledger.table_id;

-- Rows that an earlier load of the same bytes set aside and the present one does not.
CREATE TABLE meta__healed (
  sha256      VARCHAR NOT NULL,
  table_id    VARCHAR NOT NULL,
  file_name   VARCHAR NOT NULL,
  row_number  BIGINT  NOT NULL,
  column_name VARCHAR NOT NULL,
  value_text  VARCHAR NOT NULL,
  rule        VARCHAR NOT NULL,
  message     VARCHAR NOT NULL,
  hint        VARCHAR NOT NULL,
  state       VARCHAR NOT NULL    -- healed by mapping, healed by declaration, healed by program, dropped by mapping
);

-- A file whose place a later one of the same table and edition took.
CREATE TABLE meta__superseded (
  sha256    VARCHAR NOT NULL,
  table_id  VARCHAR NOT NULL,
  by_sha256 VARCHAR NOT NULL
);

-- Of two files of one edition the later load counts, not the greater checksum.
CREATE OR REPLACE MACRO observation_as_of(day) AS TABLE
WITH real_table AS (
  SELECT table_id FROM meta__snapshot WHERE NOT is_synthetic AND released <= day
  UNION
  SELECT table_id FROM core__observation WHERE NOT is_synthetic AND released <= day   -- a file may hold earlier editions
), newest AS (
  SELECT o.table_id, o.measure, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
         o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other,
         o.freq, o.period, o.period_start,
         max({released: o.released, vintage: o.vintage, load: l.ordinal, sha256: o.sha256, row_number: o.row_number,
              column_name: o.column_name, value: o.value, status: o.status, note: o.note,
              is_synthetic: o.is_synthetic}) AS edition
  FROM core__observation o
  LEFT JOIN meta__ledger l ON l.sha256 = o.sha256 AND l.table_id = o.table_id
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
       n.edition.value AS value, n.edition.status AS status, n.edition.note AS note,
       n.edition.released AS released, n.edition.vintage AS vintage, n.edition.is_synthetic AS is_synthetic,
       n.edition.sha256 AS sha256, n.edition.row_number AS row_number, n.edition.column_name AS column_name
FROM newest n
LEFT JOIN meta__measure m ON m.measure = n.measure
LEFT JOIN meta__code t ON t.list = n.territory_list AND t.code = n.territory
LEFT JOIN meta__code i ON i.list = n.industry_list AND i.code = n.industry
LEFT JOIN meta__code c ON c.list = n.occupation_list AND c.code = n.occupation
LEFT JOIN meta__code z ON z.list = n.citizenship_list AND z.code = n.citizenship;

CREATE OR REPLACE VIEW ledger AS
SELECT l.table_id, s.file_name, s.released, s.vintage, l.rows_read, l.rows_loaded, l.rows_rejected, l.rows_skipped,
       l.observations, l.step_version, s.is_synthetic, l.sha256, l.recipe, l.ordinal, l.reloads
FROM meta__ledger l
JOIN meta__snapshot s ON s.sha256 = l.sha256 AND s.table_id = l.table_id;

-- Every row that was ever set aside, and its state. A row of a file that a
-- corrected one replaced is healed when that loaded the row of the same number.
CREATE VIEW rejected_all AS
SELECT r.table_id, r.file_name, r.row_number, r.column_name, r.value_text, r.rule, r.message, r.hint, r.sha256,
       CASE WHEN p.by_sha256 IS NULL THEN 'open'
            WHEN EXISTS (SELECT 1 FROM core__observation o
                         WHERE o.sha256 = p.by_sha256 AND o.table_id = r.table_id AND o.row_number = r.row_number)
            THEN 'healed by file'
            ELSE 'superseded' END AS state,
       coalesce(n.file_name, '') AS by_file, coalesce(p.by_sha256, '') AS by_sha256
FROM meta__rejected r
LEFT JOIN meta__superseded p ON p.sha256 = r.sha256 AND p.table_id = r.table_id
LEFT JOIN meta__snapshot n ON n.sha256 = p.by_sha256 AND n.table_id = r.table_id
UNION ALL
SELECT h.table_id, h.file_name, h.row_number, h.column_name, h.value_text, h.rule, h.message, h.hint, h.sha256,
       h.state, '' AS by_file, '' AS by_sha256
FROM meta__healed h;

-- What still waits for a cure.
CREATE OR REPLACE VIEW rejected AS
SELECT table_id, file_name, row_number, column_name, value_text, rule, message, hint, sha256
FROM rejected_all
WHERE state = 'open';
