SELECT step_version, recipe, ordinal, reloads FROM meta__ledger WHERE sha256 = $1 AND table_id = $2;
