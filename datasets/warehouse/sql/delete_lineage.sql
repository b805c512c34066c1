DELETE FROM meta__figure_lineage WHERE edition = $1;
