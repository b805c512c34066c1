SELECT max(version) FROM meta__schema;
