SELECT measure, unit, label_it, label_en FROM meta__measure ORDER BY measure;
