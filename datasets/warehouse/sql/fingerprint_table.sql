SELECT table_id, provider, title_it, title_en, licence, citation_it, citation_en, source_url FROM meta__table ORDER BY table_id;
