SELECT table_id, break_id, from_period, kind, concerns FROM meta__break ORDER BY table_id, break_id;
