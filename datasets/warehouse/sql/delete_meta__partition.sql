DELETE FROM meta__partition;
