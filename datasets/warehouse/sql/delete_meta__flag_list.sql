DELETE FROM meta__flag_list;
