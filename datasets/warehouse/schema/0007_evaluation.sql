-- How good methods were on a panel given by a file, kept under a name by
-- "fabbisogno evaluate --keep". A row a model, cut (panel, group, horizon) and level of the intervals.
CREATE TABLE out__evaluation (
  run_id    VARCHAR NOT NULL,
  name      VARCHAR NOT NULL,   -- given by who kept it
  input     VARCHAR NOT NULL,   -- file names
  panel     VARCHAR NOT NULL,   -- file, where there are several; empty: all together
  group_id  VARCHAR NOT NULL,   -- group of series, or level of a hierarchy; empty: all together
  horizon   INTEGER NOT NULL,   -- periods ahead; 0: all horizons together
  model     VARCHAR NOT NULL,
  series    BIGINT  NOT NULL,   -- at several origins once an origin
  forecasts BIGINT  NOT NULL,   -- compared with what came
  smape     DOUBLE,
  mase      DOUBLE,
  rmsse     DOUBLE,
  owa       DOUBLE,             -- against Naive 2
  skill     DOUBLE,             -- 1 - MASE / MASE of seasonal naive; negative is kept
  dm_p      DOUBLE,             -- Diebold-Mariano, two-sided, against seasonal naive
  crps      DOUBLE,             -- scaled as MASE
  level     DOUBLE  NOT NULL,   -- of the interval, 0 to 1
  coverage  DOUBLE,             -- kept
  msis      DOUBLE
);

CREATE VIEW evaluation AS
SELECT e.name, e.input, e.panel, e.group_id, e.horizon, e.model, e.series, e.forecasts, e.smape, e.mase, e.rmsse,
       e.owa, e.skill, e.dm_p, e.crps, e.level, e.coverage, e.msis, r.as_of, e.run_id
FROM out__evaluation e
JOIN meta__run r ON r.run_id = e.run_id;
