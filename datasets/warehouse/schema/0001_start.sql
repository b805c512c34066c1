-- The first schema: layers meta (about data), core (observations), out (our results).
-- A migration is a numbered file here; it is applied to a new database file,
-- never to a live one (see migrate.go).

CREATE TABLE meta__schema (
  version INTEGER PRIMARY KEY,
  name    VARCHAR NOT NULL
);

-- One row a file and table it was loaded as. Bytes lie in snapshots/ under their checksum.
CREATE TABLE meta__snapshot (
  sha256       VARCHAR NOT NULL,
  table_id     VARCHAR NOT NULL,
  file_name    VARCHAR NOT NULL,
  bytes        BIGINT  NOT NULL,
  format       VARCHAR NOT NULL,
  provider     VARCHAR NOT NULL,
  licence      VARCHAR NOT NULL,
  source_url   VARCHAR NOT NULL,
  released     DATE    NOT NULL,   -- when the publisher released this edition
  vintage      VARCHAR NOT NULL,   -- edition label that sorts as text
  is_synthetic BOOLEAN NOT NULL,
  PRIMARY KEY (sha256, table_id)
);

-- The ledger row is written in the transaction of its load: rows_read = rows_loaded + rows_rejected + rows_skipped.
CREATE TABLE meta__ledger (
  sha256        VARCHAR NOT NULL,
  table_id      VARCHAR NOT NULL,
  step_version  INTEGER NOT NULL,
  rows_read     BIGINT  NOT NULL,
  rows_loaded   BIGINT  NOT NULL,
  rows_rejected BIGINT  NOT NULL,
  rows_skipped  BIGINT  NOT NULL,
  observations  BIGINT  NOT NULL,
  PRIMARY KEY (sha256, table_id),
  CHECK (rows_read = rows_loaded + rows_rejected + rows_skipped)
);

CREATE TABLE meta__ledger_skip (
  sha256   VARCHAR NOT NULL,
  table_id VARCHAR NOT NULL,
  rule     VARCHAR NOT NULL,   -- footnote, title, blank, total, ...
  rows     BIGINT  NOT NULL
);

-- Rows set aside, whole, with what to do about them.
CREATE TABLE meta__rejected (
  sha256      VARCHAR NOT NULL,
  table_id    VARCHAR NOT NULL,
  file_name   VARCHAR NOT NULL,
  row_number  BIGINT  NOT NULL,
  column_name VARCHAR NOT NULL,
  value_text  VARCHAR NOT NULL,
  rule        VARCHAR NOT NULL,
  message     VARCHAR NOT NULL,
  hint        VARCHAR NOT NULL
);

-- What the quality rules found, row by row or for the file as a whole.
CREATE TABLE meta__issue (
  sha256     VARCHAR NOT NULL,
  table_id   VARCHAR NOT NULL,
  severity   VARCHAR NOT NULL,   -- note, warning, error
  rule       VARCHAR NOT NULL,
  series_key VARCHAR NOT NULL,
  message    VARCHAR NOT NULL
);

-- Bitemporal: the period spoken of, and the edition (released, vintage) that says it.
CREATE TABLE core__observation (
  sha256           VARCHAR  NOT NULL,
  table_id         VARCHAR  NOT NULL,
  row_number       BIGINT   NOT NULL,   -- of the source file, from 1
  column_name      VARCHAR  NOT NULL,   -- header or cell reference
  measure          VARCHAR  NOT NULL,
  unit             VARCHAR  NOT NULL,
  territory_list   VARCHAR  NOT NULL,
  territory        VARCHAR  NOT NULL,
  industry_list    VARCHAR  NOT NULL,
  industry         VARCHAR  NOT NULL,
  occupation_list  VARCHAR  NOT NULL,
  occupation       VARCHAR  NOT NULL,
  citizenship_list VARCHAR  NOT NULL,
  citizenship      VARCHAR  NOT NULL,
  sex              VARCHAR  NOT NULL,
  age              VARCHAR  NOT NULL,
  other            VARCHAR  NOT NULL,   -- further dimensions, DIM=code;DIM=code
  freq             VARCHAR  NOT NULL,   -- A, H, Q, M; empty for a span of periods
  period           VARCHAR  NOT NULL,   -- 2026, 2026-S1, 2026-Q3, 2026-09, or 2026-02/2026-04 for a span
  period_start     DATE     NOT NULL,
  value            DOUBLE,              -- NULL: missing, the status says why
  status           VARCHAR  NOT NULL,   -- flag as published; suppressed, text ...
  note             VARCHAR  NOT NULL,
  released         DATE     NOT NULL,
  vintage          VARCHAR  NOT NULL,
  is_synthetic     BOOLEAN  NOT NULL
);

-- A step's run; the fingerprint is the hash of its inputs, parameters and version.
CREATE TABLE meta__run (
  run_id           VARCHAR PRIMARY KEY,   -- step and first 12 digits of the fingerprint
  ordinal          BIGINT  NOT NULL,      -- the newest run has the highest; there is no clock here
  step             VARCHAR NOT NULL,      -- forecast, shortage, report
  fingerprint      VARCHAR NOT NULL,
  as_of            DATE    NOT NULL,
  seed             BIGINT  NOT NULL,
  software_version VARCHAR NOT NULL
);

-- One row a period and level. mean is repeated over levels.
CREATE TABLE out__forecast (
  run_id           VARCHAR NOT NULL,
  measure          VARCHAR NOT NULL,
  unit             VARCHAR NOT NULL,
  territory_list   VARCHAR NOT NULL,
  territory        VARCHAR NOT NULL,
  industry_list    VARCHAR NOT NULL,
  industry         VARCHAR NOT NULL,
  occupation_list  VARCHAR NOT NULL,
  occupation       VARCHAR NOT NULL,
  citizenship_list VARCHAR NOT NULL,
  citizenship      VARCHAR NOT NULL,
  sex              VARCHAR NOT NULL,
  age              VARCHAR NOT NULL,
  other            VARCHAR NOT NULL,
  freq             VARCHAR NOT NULL,
  origin           VARCHAR NOT NULL,   -- last period known
  period           VARCHAR NOT NULL,
  period_start     DATE    NOT NULL,
  horizon          INTEGER NOT NULL,
  model            VARCHAR NOT NULL,
  model_version    INTEGER NOT NULL,
  status           VARCHAR NOT NULL,   -- ok, or why a fallback answered
  mean             DOUBLE  NOT NULL,
  level            DOUBLE  NOT NULL,   -- 0.50, 0.80, 0.90, 0.95
  lower            DOUBLE  NOT NULL,
  upper            DOUBLE  NOT NULL,
  is_synthetic     BOOLEAN NOT NULL
);

-- How good the model was at earlier origins, a row a measure, territory group and model.
CREATE TABLE out__backtest (
  run_id        VARCHAR NOT NULL,
  measure       VARCHAR NOT NULL,
  scope         VARCHAR NOT NULL,   -- all, or a territory or industry code
  model         VARCHAR NOT NULL,
  model_version INTEGER NOT NULL,
  horizon       INTEGER NOT NULL,   -- 0: all horizons together
  forecasts     BIGINT  NOT NULL,   -- number of forecast errors behind the row
  mase          DOUBLE,
  smape         DOUBLE,
  level         DOUBLE,             -- nominal
  coverage      DOUBLE,             -- kept
  skill         DOUBLE,             -- 1 - MAE / MAE of seasonal naive; negative is shown
  is_synthetic  BOOLEAN NOT NULL
);

-- Outcome of a shortage or priority method, a row a unit (sector group, occupation).
CREATE TABLE out__shortage (
  run_id         VARCHAR NOT NULL,
  method         VARCHAR NOT NULL,
  method_version INTEGER NOT NULL,
  panel          VARCHAR NOT NULL,   -- which inputs: published_2019, published_2023, workspace
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,   -- code list of the unit diagnosed
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  need           VARCHAR NOT NULL,   -- yes, no, unknown
  incidence      VARCHAR NOT NULL,   -- yes, no, unknown
  class          VARCHAR NOT NULL,   -- priority, not, unknown
  class_share    DOUBLE,             -- share of draws in which the unit is a priority
  need_value     DOUBLE,             -- need ratio to its floor, 1 = at the floor
  need_lower     DOUBLE,
  need_upper     DOUBLE,
  incidence_value DOUBLE,            -- pct
  incidence_lower DOUBLE,
  incidence_upper DOUBLE,
  score          DOUBLE,
  rank           DOUBLE,
  rank_lower     DOUBLE,
  rank_upper     DOUBLE,
  rank_level     DOUBLE,
  explanation    VARCHAR NOT NULL,   -- JSON: the terms, their floors, sources and verdicts
  is_synthetic   BOOLEAN NOT NULL
);

CREATE TABLE meta__figure (
  edition      VARCHAR NOT NULL,   -- italy, region-ITC1
  figure_id    VARCHAR NOT NULL,   -- fig-...
  number       VARCHAR NOT NULL,
  title_it     VARCHAR NOT NULL,
  title_en     VARCHAR NOT NULL,
  query        VARCHAR NOT NULL,   -- SQL that gives the rows, runnable by fabbisogno query
  run_id       VARCHAR NOT NULL,
  is_synthetic BOOLEAN NOT NULL,
  PRIMARY KEY (edition, figure_id)
);

CREATE TABLE meta__figure_lineage (
  edition        VARCHAR NOT NULL,
  figure_id      VARCHAR NOT NULL,
  table_id       VARCHAR NOT NULL,
  sha256         VARCHAR NOT NULL,
  rows           BIGINT  NOT NULL,
  method         VARCHAR NOT NULL,   -- method or model id; empty for plain observations
  method_version INTEGER NOT NULL,
  method_run_id  VARCHAR NOT NULL
);

-- Code lists and catalogue texts, so that numbers can be read with labels in both languages.
CREATE TABLE meta__code (
  list     VARCHAR NOT NULL,
  code     VARCHAR NOT NULL,
  label_it VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL,
  parent   VARCHAR NOT NULL,
  level    VARCHAR NOT NULL,
  PRIMARY KEY (list, code)
);

CREATE TABLE meta__measure (
  measure  VARCHAR PRIMARY KEY,
  unit     VARCHAR NOT NULL,
  label_it VARCHAR NOT NULL,
  label_en VARCHAR NOT NULL
);

CREATE TABLE meta__table (
  table_id    VARCHAR PRIMARY KEY,
  provider    VARCHAR NOT NULL,
  title_it    VARCHAR NOT NULL,
  title_en    VARCHAR NOT NULL,
  licence     VARCHAR NOT NULL,
  citation_it VARCHAR NOT NULL,
  citation_en VARCHAR NOT NULL,
  source_url  VARCHAR NOT NULL
);

-- The newest edition of every value as of a day, with labels (the code itself
-- where the lists have none). A table that has real files released by then
-- hides its demonstration files. The greatest struct is the newest edition, as
-- structs compare field by field; this takes a third of the time of a window
-- over the same columns, and filters on them are applied before it.
CREATE MACRO observation_as_of(day) AS TABLE
WITH real_table AS (
  SELECT table_id FROM meta__snapshot WHERE NOT is_synthetic AND released <= day
  UNION
  SELECT table_id FROM core__observation WHERE NOT is_synthetic AND released <= day   -- a file may hold earlier editions
), newest AS (
  SELECT o.table_id, o.measure, o.unit, o.territory_list, o.territory, o.industry_list, o.industry,
         o.occupation_list, o.occupation, o.citizenship_list, o.citizenship, o.sex, o.age, o.other,
         o.freq, o.period, o.period_start,
         max({released: o.released, vintage: o.vintage, sha256: o.sha256, row_number: o.row_number,
              column_name: o.column_name, value: o.value, status: o.status, note: o.note,
              is_synthetic: o.is_synthetic}) AS edition
  FROM core__observation o
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

-- What analysts read: the newest edition of all.
CREATE VIEW observation AS
SELECT table_id, measure, measure_it, measure_en, unit, territory_list, territory, territory_it, territory_en,
       industry_list, industry, industry_it, industry_en, occupation_list, occupation, occupation_it, occupation_en,
       citizenship_list, citizenship, citizenship_it, citizenship_en, sex, age, other, freq, period, period_start,
       value, status, note, released, vintage, is_synthetic, sha256, row_number, column_name
FROM observation_as_of(DATE '9999-12-31');

CREATE VIEW forecast AS
SELECT f.measure, coalesce(m.label_it, f.measure) AS measure_it, coalesce(m.label_en, f.measure) AS measure_en, f.unit,
       f.territory_list, f.territory,
       coalesce(t.label_it, f.territory) AS territory_it, coalesce(t.label_en, f.territory) AS territory_en,
       f.industry_list, f.industry,
       coalesce(i.label_it, f.industry) AS industry_it, coalesce(i.label_en, f.industry) AS industry_en,
       f.occupation_list, f.occupation,
       coalesce(c.label_it, f.occupation) AS occupation_it, coalesce(c.label_en, f.occupation) AS occupation_en,
       f.citizenship_list, f.citizenship,
       coalesce(z.label_it, f.citizenship) AS citizenship_it, coalesce(z.label_en, f.citizenship) AS citizenship_en,
       f.sex, f.age, f.other, f.freq, f.origin, f.period, f.period_start, f.horizon, f.model, f.model_version,
       f.status, f.mean, f.level, f.lower, f.upper, f.is_synthetic, f.run_id
FROM out__forecast f
LEFT JOIN meta__measure m ON m.measure = f.measure
LEFT JOIN meta__code t ON t.list = f.territory_list AND t.code = f.territory
LEFT JOIN meta__code i ON i.list = f.industry_list AND i.code = f.industry
LEFT JOIN meta__code c ON c.list = f.occupation_list AND c.code = f.occupation
LEFT JOIN meta__code z ON z.list = f.citizenship_list AND z.code = f.citizenship;

CREATE VIEW shortage AS
SELECT s.method, s.method_version, s.panel, s.territory_list, s.territory,
       coalesce(t.label_it, s.territory) AS territory_it, coalesce(t.label_en, s.territory) AS territory_en,
       s.unit_list, s.unit_code,
       coalesce(u.label_it, s.unit_code) AS unit_it, coalesce(u.label_en, s.unit_code) AS unit_en,
       s.period, s.need, s.incidence, s.class, s.class_share, s.need_value, s.need_lower, s.need_upper,
       s.incidence_value, s.incidence_lower, s.incidence_upper, s.score, s.rank, s.rank_lower, s.rank_upper,
       s.rank_level, s.explanation, s.is_synthetic, s.run_id
FROM out__shortage s
LEFT JOIN meta__code t ON t.list = s.territory_list AND t.code = s.territory
LEFT JOIN meta__code u ON u.list = s.unit_list AND u.code = s.unit_code;

CREATE VIEW backtest AS
SELECT b.measure, coalesce(m.label_it, b.measure) AS measure_it, coalesce(m.label_en, b.measure) AS measure_en,
       b.scope, b.model, b.model_version, b.horizon, b.forecasts, b.mase, b.smape, b.level, b.coverage, b.skill,
       b.is_synthetic, b.run_id
FROM out__backtest b
LEFT JOIN meta__measure m ON m.measure = b.measure;

CREATE VIEW snapshot AS
SELECT s.table_id, t.title_it, t.title_en, s.file_name, s.released, s.vintage, s.sha256, s.bytes, s.format,
       s.provider, s.licence, s.source_url, s.is_synthetic
FROM meta__snapshot s
LEFT JOIN meta__table t ON t.table_id = s.table_id;

CREATE VIEW ledger AS
SELECT l.table_id, s.file_name, s.released, s.vintage, l.rows_read, l.rows_loaded, l.rows_rejected, l.rows_skipped,
       l.observations, l.step_version, s.is_synthetic, l.sha256
FROM meta__ledger l
JOIN meta__snapshot s ON s.sha256 = l.sha256 AND s.table_id = l.table_id;

CREATE VIEW rejected AS
SELECT r.table_id, r.file_name, r.row_number, r.column_name, r.value_text, r.rule, r.message, r.hint, r.sha256
FROM meta__rejected r;

CREATE VIEW figure AS
SELECT f.edition, f.figure_id, f.number, f.title_it, f.title_en, f.query, f.run_id, f.is_synthetic
FROM meta__figure f;
