-- Values that lie far from the one before and, within a year, also from that of
-- the same season of the year before. Far: by half of the greater of the two, and
-- by a robust score of the series' own changes. Series without a large change are
-- left out before medians are taken, which is nearly all of them.
WITH step AS (
  SELECT table_id, measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq,
         period, value, sha256, row_number, column_name,
         lag(value) OVER w AS before,
         lag(period) OVER w AS period_before,
         CASE freq WHEN 'M' THEN lag(value, 12) OVER w WHEN 'Q' THEN lag(value, 4) OVER w WHEN 'B' THEN lag(value, 6) OVER w WHEN 'H' THEN lag(value, 2) OVER w END AS year_before,
         CASE freq WHEN 'M' THEN lag(period_start, 12) OVER w WHEN 'Q' THEN lag(period_start, 4) OVER w
                   WHEN 'B' THEN lag(period_start, 6) OVER w WHEN 'H' THEN lag(period_start, 2) OVER w END = period_start - INTERVAL 1 YEAR AS has_year_before
  FROM observation_as_of(DATE '9999-12-31')
  WHERE freq <> ''
    AND value IS NOT NULL
    AND NOT starts_with(table_id, 'published_')
  WINDOW w AS (
    PARTITION BY table_id, measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq
    ORDER BY period_start
  )
), far AS (
  SELECT *, coalesce(abs(value - before) >= $1 * greatest(abs(value), abs(before), 1e-9)
         AND (freq = 'A' OR has_year_before AND abs(value - year_before) >= $1 * greatest(abs(value), abs(year_before), 1e-9)), false) AS is_far
  FROM step
), suspect AS (
  SELECT *
  FROM far
  QUALIFY bool_or(is_far) OVER (
    PARTITION BY table_id, measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq
  )
), middle AS (
  SELECT table_id, measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq,
         median(value - before) AS centre, mad(value - before) AS spread, count(before) AS changes
  FROM suspect
  WHERE before IS NOT NULL
  GROUP BY table_id, measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq
), scored AS (
  SELECT s.*, m.changes,
         0.6745 * abs(s.value - s.before - m.centre) / nullif(m.spread, 0) AS score
  FROM suspect s
  JOIN middle m USING (table_id, measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq)
)
SELECT table_id, sha256, measure, count(*) AS found,
       arg_max(concat_ws(' ', measure, nullif(territory, ''), nullif(industry, ''), nullif(occupation, ''), nullif(citizenship, ''),
                         nullif(sex, ''), nullif(age, ''), nullif(other, '')), (score, row_number, column_name)) AS series,
       arg_max(period, (score, row_number, column_name)) AS period,
       arg_max(value, (score, row_number, column_name)) AS value,
       arg_max(period_before, (score, row_number, column_name)) AS period_before,
       arg_max(before, (score, row_number, column_name)) AS before,
       arg_max(row_number, (score, row_number, column_name)) AS row_number,
       max(score) AS score
FROM scored
WHERE is_far
  AND changes >= $2
  AND score > $3
GROUP BY table_id, sha256, measure
ORDER BY table_id, sha256, measure;
