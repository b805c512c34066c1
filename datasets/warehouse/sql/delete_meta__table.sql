DELETE FROM meta__table;
