-- What the model that is published would have said at earlier origins, with what then
-- came. One row a period and level; mean and actual are repeated over levels.
CREATE TABLE out__past_forecast (
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
  origin           VARCHAR NOT NULL,   -- last period seen
  period           VARCHAR NOT NULL,
  period_start     DATE    NOT NULL,
  horizon          INTEGER NOT NULL,
  model            VARCHAR NOT NULL,
  model_version    INTEGER NOT NULL,
  status           VARCHAR NOT NULL,
  mean             DOUBLE  NOT NULL,
  level            DOUBLE  NOT NULL,   -- 0.80, 0.95
  lower            DOUBLE  NOT NULL,   -- by the errors known at the origin
  upper            DOUBLE  NOT NULL,
  is_synthetic     BOOLEAN NOT NULL,
  actual           DOUBLE              -- empty: nothing came yet, or a break or the pandemic lies between
);

CREATE VIEW past_forecast AS
SELECT p.measure, coalesce(m.label_it, p.measure) AS measure_it, coalesce(m.label_en, p.measure) AS measure_en, p.unit,
       p.territory_list, p.territory, p.industry_list, p.industry, p.occupation_list, p.occupation,
       p.citizenship_list, p.citizenship, p.sex, p.age, p.other, p.freq, p.origin, p.period, p.period_start, p.horizon,
       p.model, p.model_version, p.status, p.mean, p.level, p.lower, p.upper, p.actual, p.is_synthetic, p.run_id
FROM out__past_forecast p
LEFT JOIN meta__measure m ON m.measure = p.measure;
