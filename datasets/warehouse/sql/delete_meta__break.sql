DELETE FROM meta__break;
