SELECT list, code, label_it, label_en, parent, level FROM meta__code ORDER BY list, code;
