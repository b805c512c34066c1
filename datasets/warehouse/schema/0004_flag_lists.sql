-- Which code lists say what the flags of a provider mean: the first that has a
-- flag does. Capitals are ISTAT's own at ISTAT and SDMX's at the OECD.
CREATE TABLE meta__flag_list (
  provider VARCHAR NOT NULL,
  list     VARCHAR NOT NULL,
  place    INTEGER NOT NULL,
  PRIMARY KEY (provider, list)
);

DROP VIEW flag_use;
DROP VIEW flag;

-- Status flags of each provider with their meaning, the words that ingest puts
-- where a source leaves a cell empty or prints a mark among them.
CREATE VIEW flag AS
SELECT f.provider, f.flag, f.meaning_it, f.meaning_en, f.list
FROM (
  SELECT l.provider, c.code AS flag, c.label_it AS meaning_it, c.label_en AS meaning_en, c.list,
         row_number() OVER (PARTITION BY l.provider, c.code ORDER BY l.place) AS choice
  FROM meta__flag_list l
  JOIN meta__code c ON c.list = l.list
) f
WHERE f.choice = 1;

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
  WHERE EXISTS (SELECT 1 FROM flag f WHERE f.flag = w.word AND f.provider = w.provider)
  UNION ALL
  SELECT w.table_id, w.provider, w.status, w.observations, unnest(string_split(w.word, '')) AS flag
  FROM word w
  WHERE NOT EXISTS (SELECT 1 FROM flag f WHERE f.flag = w.word AND f.provider = w.provider)
)
SELECT l.table_id, l.provider, l.status, l.observations, l.flag, f.meaning_it, f.meaning_en
FROM letter l
LEFT JOIN flag f ON f.flag = l.flag AND f.provider = l.provider;
