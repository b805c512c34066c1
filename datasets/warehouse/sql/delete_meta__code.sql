DELETE FROM meta__code;
