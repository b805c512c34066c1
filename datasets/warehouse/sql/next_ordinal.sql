SELECT coalesce(max(ordinal), 0) + 1 FROM meta__ledger;
