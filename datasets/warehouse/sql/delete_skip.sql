DELETE FROM meta__ledger_skip WHERE sha256 = $1 AND table_id = $2;
