SELECT sha256, table_id, rule, rows
FROM meta__ledger_skip
ORDER BY table_id, sha256, rule, rows;
