-- What is put in an input's place where the tables do not hold what a method's own country
-- measures; empty where the method is run on its own inputs, or not run.
ALTER TABLE out__method_scope ADD COLUMN adaptation_it VARCHAR DEFAULT '';
ALTER TABLE out__method_scope ADD COLUMN adaptation_en VARCHAR DEFAULT '';

CREATE OR REPLACE VIEW method_scope AS
SELECT m.kind, m.territory_list, m.territory,
       coalesce(t.label_it, m.territory) AS territory_it, coalesce(t.label_en, m.territory) AS territory_en,
       m.unit_list,
       m.method, m.method_version, m.status, m.missing, m.rated, m.not_rated, m.suppressed,
       coalesce(m.adaptation_it, '') AS adaptation_it, coalesce(m.adaptation_en, '') AS adaptation_en, m.run_id
FROM out__method_scope m
LEFT JOIN meta__code t ON t.list = m.territory_list AND t.code = m.territory;
