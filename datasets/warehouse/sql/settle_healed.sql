UPDATE meta__healed
SET state = CASE
  WHEN row_number NOT IN (SELECT row_number FROM core__observation WHERE sha256 = $1 AND table_id = $2) THEN 'dropped'
  WHEN row_number IN (SELECT row_number FROM core__observation WHERE sha256 = $1 AND table_id = $2 AND contains(note, $3))
  THEN 'healed by mapping'
  WHEN state IN ('pending', 'dropped') THEN $4
  ELSE state END
WHERE sha256 = $1 AND table_id = $2;
