DELETE FROM meta__crosswalk;
