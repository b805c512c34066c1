-- How often a unit takes a place in the composite's ranking, over the draws. Places that
-- no draw gave it have no row.
CREATE TABLE out__rank_share (
  run_id         VARCHAR NOT NULL,
  kind           VARCHAR NOT NULL,
  territory_list VARCHAR NOT NULL,
  territory      VARCHAR NOT NULL,
  unit_list      VARCHAR NOT NULL,
  unit_code      VARCHAR NOT NULL,
  period         VARCHAR NOT NULL,
  place          BIGINT  NOT NULL,   -- 1: most short
  share          DOUBLE  NOT NULL,   -- of draws, above 0 up to 1
  is_synthetic   BOOLEAN NOT NULL
);

CREATE VIEW rank_share AS
SELECT s.kind, s.territory_list, s.territory,
       coalesce(t.label_it, s.territory) AS territory_it, coalesce(t.label_en, s.territory) AS territory_en,
       s.unit_list, s.unit_code,
       coalesce(u.label_it, s.unit_code) AS unit_it, coalesce(u.label_en, s.unit_code) AS unit_en, s.period,
       s.place, s.share, s.is_synthetic, s.run_id
FROM out__rank_share s
LEFT JOIN meta__code t ON t.list = s.territory_list AND t.code = s.territory
LEFT JOIN meta__code u ON u.list = s.unit_list AND u.code = s.unit_code;
