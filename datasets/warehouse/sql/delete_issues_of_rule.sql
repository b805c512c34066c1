DELETE FROM meta__issue WHERE rule = $1;
