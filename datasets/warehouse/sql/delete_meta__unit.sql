DELETE FROM meta__unit;
