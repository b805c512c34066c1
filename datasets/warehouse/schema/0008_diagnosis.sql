-- Outcomes of the diagnosis methods on the workspace, each with its uncertainty. A cell is
-- a unit (an occupation group, a sector, or a territory as a whole) in a territory and period.
-- A number that is missing was not rated or is suppressed, and the status says which.

-- One row a method and cell the method's inputs exist for.
CREATE TABLE out__rating (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,   -- occupation, sector, territory
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,   -- code list of the unit
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,   -- 2025, or 2025-11/2026-10 for the latest twelve months
  method         VARCHAR NOT NULL,
  method_version INTEGER NOT NULL,
  status         VARCHAR NOT NULL,   -- rated, not_rated, suppressed
  reason         VARCHAR NOT NULL,   -- why not rated or suppressed; empty when rated
  class          VARCHAR NOT NULL,   -- on the method's own scale; empty where it has none or nothing is rated
  says           VARCHAR NOT NULL,   -- shortage: yes, no; empty where the method gives no verdict
  class_share    DOUBLE,             -- share of draws in the class
  shortage_share DOUBLE,             -- share of draws that say shortage
  measure        VARCHAR NOT NULL,   -- what value is, unit at its end
  value          DOUBLE,
  value_lower    DOUBLE,
  value_upper    DOUBLE,
  rank           DOUBLE,             -- 1: most short, among ranked units of the kind, territory and period
  rank_lower     DOUBLE,
  rank_upper     DOUBLE,
  ranked         BIGINT  NOT NULL,   -- units ranked together
  level          DOUBLE  NOT NULL,   -- of the intervals, 0 to 1
  cases          DOUBLE,             -- planned entries behind the cell
  grade          VARCHAR NOT NULL,   -- A to D: how much the cell can carry
  is_assumed     BOOLEAN NOT NULL,   -- a threshold has no published source
  is_synthetic   BOOLEAN NOT NULL
);

-- Share of draws in each class, for a method or the composite.
CREATE TABLE out__class_share (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  method         VARCHAR NOT NULL,
  class          VARCHAR NOT NULL,
  share          DOUBLE  NOT NULL,   -- 0 to 1
  is_synthetic   BOOLEAN NOT NULL
);

-- Which method could be run on what, so that none is silently absent.
CREATE TABLE out__method_scope (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  method         VARCHAR NOT NULL,
  method_version INTEGER NOT NULL,
  status         VARCHAR NOT NULL,   -- run, not_rated
  missing        VARCHAR NOT NULL,   -- inputs the workspace does not hold, with commas between
  rated          BIGINT  NOT NULL,   -- cells
  not_rated      BIGINT  NOT NULL,
  suppressed     BIGINT  NOT NULL
);

-- The composite score of a cell with the places it may take.
CREATE TABLE out__composite (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  status         VARCHAR NOT NULL,   -- rated, not_rated, suppressed
  reason         VARCHAR NOT NULL,
  class          VARCHAR NOT NULL,   -- high, middle, low: third of the scale of scores
  class_share    DOUBLE,
  score          DOUBLE,             -- 0 to 100
  score_lower    DOUBLE,
  score_upper    DOUBLE,
  rank           DOUBLE,             -- 1: most short
  rank_median    DOUBLE,
  rank_lower     DOUBLE,
  rank_upper     DOUBLE,
  ranked         BIGINT  NOT NULL,
  band           BIGINT  NOT NULL,   -- units of a band cannot be told apart from its first; 0: not ranked
  level          DOUBLE  NOT NULL,
  cases          DOUBLE,
  grade          VARCHAR NOT NULL,
  is_synthetic   BOOLEAN NOT NULL
);

-- The score taken apart: score = sum of contributions.
CREATE TABLE out__composite_part (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  indicator      VARCHAR NOT NULL,   -- unit at its end
  value          DOUBLE,             -- as observed
  value_lower    DOUBLE,
  value_upper    DOUBLE,
  normalised     DOUBLE,             -- 0 to 100, high means short
  weight         DOUBLE  NOT NULL,   -- of the indicators present, adding to 1
  contribution   DOUBLE,
  is_synthetic   BOOLEAN NOT NULL
);

-- k of n methods say shortage.
CREATE TABLE out__agreement (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  status         VARCHAR NOT NULL,   -- rated, not_rated (no method gives a verdict), suppressed
  shortage       BIGINT  NOT NULL,   -- k
  methods        BIGINT  NOT NULL,   -- n, methods with a verdict
  lower          DOUBLE,             -- of k over draws
  upper          DOUBLE,
  level          DOUBLE  NOT NULL,
  verdict        VARCHAR NOT NULL,   -- all, most, split, few, none; empty when not rated
  verdict_share  DOUBLE,             -- share of draws with that verdict
  is_synthetic   BOOLEAN NOT NULL
);

-- A method against the majority, and the indicator it stands on.
CREATE TABLE out__dissent (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  method         VARCHAR NOT NULL,
  says           VARCHAR NOT NULL,   -- yes, no
  indicator      VARCHAR NOT NULL,   -- unit at its end; change it alone and the method joins the majority
  value          DOUBLE,
  needed         DOUBLE,             -- nearest value of it at which the method would join; missing: none in its range
  is_synthetic   BOOLEAN NOT NULL
);

-- Kendall's tau-b between the rankings of two methods.
CREATE TABLE out__method_tau (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  method_a       VARCHAR NOT NULL,
  method_b       VARCHAR NOT NULL,   -- after method_a in the alphabet
  tau            DOUBLE,             -- missing: one of them ranks all alike
  tau_lower      DOUBLE,
  tau_upper      DOUBLE,
  level          DOUBLE  NOT NULL,
  units          BIGINT  NOT NULL,   -- ranked by both
  is_synthetic   BOOLEAN NOT NULL
);

-- Pairs of units of the latest period and how often the first stands above the second.
CREATE TABLE out__rank_pair (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  first_code     VARCHAR NOT NULL,   -- the better placed
  second_code    VARCHAR NOT NULL,
  share_above    DOUBLE  NOT NULL,   -- of draws, 0 to 1
  is_apart       BOOLEAN NOT NULL,   -- the share reaches the level
  level          DOUBLE  NOT NULL,
  is_synthetic   BOOLEAN NOT NULL
);

-- How much each choice of the composite moves the ranking (Sobol indices).
CREATE TABLE out__choice_effect (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  choice         VARCHAR NOT NULL,   -- normalisation, aggregation, weights, ...
  output         VARCHAR NOT NULL,   -- what is explained
  first          DOUBLE,
  first_lower    DOUBLE,
  first_upper    DOUBLE,
  total          DOUBLE,
  total_lower    DOUBLE,
  total_upper    DOUBLE,
  level          DOUBLE  NOT NULL,
  is_synthetic   BOOLEAN NOT NULL
);

-- Why a unit is short, graded.
CREATE TABLE out__cause (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  cause          VARCHAR NOT NULL,
  grade          VARCHAR NOT NULL,   -- main, contributing, not_established, no_data
  grade_share    DOUBLE,             -- share of all settings of the floors that give this grade
  evidence       VARCHAR NOT NULL,   -- indicators it stands on, with commas between
  value          DOUBLE,             -- of the first of them
  value_lower    DOUBLE,
  value_upper    DOUBLE,
  is_synthetic   BOOLEAN NOT NULL
);

-- What could be done about it.
CREATE TABLE out__remedy (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  cause          VARCHAR NOT NULL,   -- those it acts on, with commas between; empty: none that is established
  remedy         VARCHAR NOT NULL,   -- training, conditions, mobility, activation, migration
  fit            VARCHAR NOT NULL,   -- what it reaches: main, contributing, partial, unknown, none
  evidence_grade VARCHAR NOT NULL,   -- of the links to these causes
  is_synthetic   BOOLEAN NOT NULL
);

-- To be read by people: the same with labels in both languages.
CREATE VIEW rating AS
SELECT r.kind, r.territory_list, r.territory,
       coalesce(t.label_it, r.territory) AS territory_it, coalesce(t.label_en, r.territory) AS territory_en,
       r.unit_list, r.unit_code,
       coalesce(u.label_it, r.unit_code) AS unit_it, coalesce(u.label_en, r.unit_code) AS unit_en, r.period,
       r.method, r.method_version, r.status, r.reason, r.class, r.says, r.class_share, r.shortage_share,
       r.measure, r.value, r.value_lower, r.value_upper, r.rank, r.rank_lower, r.rank_upper, r.ranked, r.level,
       r.cases, r.grade, r.is_assumed, r.is_synthetic, r.run_id
FROM out__rating r
LEFT JOIN meta__code t ON t.list = r.territory_list AND t.code = r.territory
LEFT JOIN meta__code u ON u.list = r.unit_list AND u.code = r.unit_code;

CREATE VIEW class_share AS
SELECT c.kind, c.territory_list, c.territory,
       coalesce(t.label_it, c.territory) AS territory_it, coalesce(t.label_en, c.territory) AS territory_en,
       c.unit_list, c.unit_code,
       coalesce(u.label_it, c.unit_code) AS unit_it, coalesce(u.label_en, c.unit_code) AS unit_en, c.period,
       c.method, c.class, c.share, c.is_synthetic, c.run_id
FROM out__class_share c
LEFT JOIN meta__code t ON t.list = c.territory_list AND t.code = c.territory
LEFT JOIN meta__code u ON u.list = c.unit_list AND u.code = c.unit_code;

CREATE VIEW method_scope AS
SELECT m.kind, m.territory_list, m.territory,
       coalesce(t.label_it, m.territory) AS territory_it, coalesce(t.label_en, m.territory) AS territory_en,
       m.unit_list,
       m.method, m.method_version, m.status, m.missing, m.rated, m.not_rated, m.suppressed, m.run_id
FROM out__method_scope m
LEFT JOIN meta__code t ON t.list = m.territory_list AND t.code = m.territory;

CREATE VIEW composite AS
SELECT c.kind, c.territory_list, c.territory,
       coalesce(t.label_it, c.territory) AS territory_it, coalesce(t.label_en, c.territory) AS territory_en,
       c.unit_list, c.unit_code,
       coalesce(u.label_it, c.unit_code) AS unit_it, coalesce(u.label_en, c.unit_code) AS unit_en, c.period,
       c.status, c.reason, c.class, c.class_share, c.score, c.score_lower, c.score_upper, c.rank, c.rank_median,
       c.rank_lower, c.rank_upper, c.ranked, c.band, c.level, c.cases, c.grade, c.is_synthetic, c.run_id
FROM out__composite c
LEFT JOIN meta__code t ON t.list = c.territory_list AND t.code = c.territory
LEFT JOIN meta__code u ON u.list = c.unit_list AND u.code = c.unit_code;

CREATE VIEW composite_part AS
SELECT c.kind, c.territory_list, c.territory,
       coalesce(t.label_it, c.territory) AS territory_it, coalesce(t.label_en, c.territory) AS territory_en,
       c.unit_list, c.unit_code,
       coalesce(u.label_it, c.unit_code) AS unit_it, coalesce(u.label_en, c.unit_code) AS unit_en, c.period,
       c.indicator, c.value, c.value_lower, c.value_upper, c.normalised, c.weight, c.contribution, c.is_synthetic,
       c.run_id
FROM out__composite_part c
LEFT JOIN meta__code t ON t.list = c.territory_list AND t.code = c.territory
LEFT JOIN meta__code u ON u.list = c.unit_list AND u.code = c.unit_code;

CREATE VIEW agreement AS
SELECT a.kind, a.territory_list, a.territory,
       coalesce(t.label_it, a.territory) AS territory_it, coalesce(t.label_en, a.territory) AS territory_en,
       a.unit_list, a.unit_code,
       coalesce(u.label_it, a.unit_code) AS unit_it, coalesce(u.label_en, a.unit_code) AS unit_en, a.period,
       a.status, a.shortage, a.methods, a.lower, a.upper, a.level, a.verdict, a.verdict_share, a.is_synthetic,
       a.run_id
FROM out__agreement a
LEFT JOIN meta__code t ON t.list = a.territory_list AND t.code = a.territory
LEFT JOIN meta__code u ON u.list = a.unit_list AND u.code = a.unit_code;

CREATE VIEW dissent AS
SELECT d.kind, d.territory_list, d.territory,
       coalesce(t.label_it, d.territory) AS territory_it, coalesce(t.label_en, d.territory) AS territory_en,
       d.unit_list, d.unit_code,
       coalesce(u.label_it, d.unit_code) AS unit_it, coalesce(u.label_en, d.unit_code) AS unit_en, d.period,
       d.method, d.says, d.indicator, d.value, d.needed, d.is_synthetic, d.run_id
FROM out__dissent d
LEFT JOIN meta__code t ON t.list = d.territory_list AND t.code = d.territory
LEFT JOIN meta__code u ON u.list = d.unit_list AND u.code = d.unit_code;

CREATE VIEW method_tau AS
SELECT m.kind, m.territory_list, m.territory,
       coalesce(t.label_it, m.territory) AS territory_it, coalesce(t.label_en, m.territory) AS territory_en,
       m.unit_list, m.period,
       m.method_a, m.method_b, m.tau, m.tau_lower, m.tau_upper, m.level, m.units, m.is_synthetic, m.run_id
FROM out__method_tau m
LEFT JOIN meta__code t ON t.list = m.territory_list AND t.code = m.territory;

CREATE VIEW rank_pair AS
SELECT p.kind, p.territory_list, p.territory,
       coalesce(t.label_it, p.territory) AS territory_it, coalesce(t.label_en, p.territory) AS territory_en,
       p.unit_list, p.period,
       p.first_code, coalesce(f.label_it, p.first_code) AS first_it,
       coalesce(f.label_en, p.first_code) AS first_en, p.second_code,
       coalesce(s.label_it, p.second_code) AS second_it, coalesce(s.label_en, p.second_code) AS second_en,
       p.share_above, p.is_apart, p.level, p.is_synthetic, p.run_id
FROM out__rank_pair p
LEFT JOIN meta__code t ON t.list = p.territory_list AND t.code = p.territory
LEFT JOIN meta__code f ON f.list = p.unit_list AND f.code = p.first_code
LEFT JOIN meta__code s ON s.list = p.unit_list AND s.code = p.second_code;

CREATE VIEW choice_effect AS
SELECT c.kind, c.territory_list, c.territory,
       coalesce(t.label_it, c.territory) AS territory_it, coalesce(t.label_en, c.territory) AS territory_en,
       c.unit_list, c.period,
       c.choice, c.output, c.first, c.first_lower, c.first_upper, c.total, c.total_lower, c.total_upper, c.level,
       c.is_synthetic, c.run_id
FROM out__choice_effect c
LEFT JOIN meta__code t ON t.list = c.territory_list AND t.code = c.territory;

CREATE VIEW cause AS
SELECT c.kind, c.territory_list, c.territory,
       coalesce(t.label_it, c.territory) AS territory_it, coalesce(t.label_en, c.territory) AS territory_en,
       c.unit_list, c.unit_code,
       coalesce(u.label_it, c.unit_code) AS unit_it, coalesce(u.label_en, c.unit_code) AS unit_en, c.period,
       c.cause, c.grade, c.grade_share, c.evidence, c.value, c.value_lower, c.value_upper, c.is_synthetic,
       c.run_id
FROM out__cause c
LEFT JOIN meta__code t ON t.list = c.territory_list AND t.code = c.territory
LEFT JOIN meta__code u ON u.list = c.unit_list AND u.code = c.unit_code;

CREATE VIEW remedy AS
SELECT m.kind, m.territory_list, m.territory,
       coalesce(t.label_it, m.territory) AS territory_it, coalesce(t.label_en, m.territory) AS territory_en,
       m.unit_list, m.unit_code,
       coalesce(u.label_it, m.unit_code) AS unit_it, coalesce(u.label_en, m.unit_code) AS unit_en, m.period,
       m.cause, m.remedy, m.fit, m.evidence_grade, m.is_synthetic, m.run_id
FROM out__remedy m
LEFT JOIN meta__code t ON t.list = m.territory_list AND t.code = m.territory
LEFT JOIN meta__code u ON u.list = m.unit_list AND u.code = m.unit_code;
