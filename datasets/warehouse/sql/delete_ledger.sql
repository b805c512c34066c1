DELETE FROM meta__ledger WHERE sha256 = $1 AND table_id = $2;
