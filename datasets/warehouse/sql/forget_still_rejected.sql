DELETE FROM meta__healed
WHERE sha256 = $1 AND table_id = $2
  AND row_number IN (SELECT row_number FROM meta__rejected WHERE sha256 = $1 AND table_id = $2);
