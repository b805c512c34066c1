DELETE FROM meta__figure WHERE edition = $1;
