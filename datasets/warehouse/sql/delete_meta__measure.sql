DELETE FROM meta__measure;
