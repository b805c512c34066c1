INSERT OR REPLACE INTO meta__run (run_id, ordinal, step, fingerprint, as_of, seed, software_version)
SELECT $1, coalesce((SELECT max(ordinal) FROM meta__run), 0) + 1, $2, $3, $4, $5, $6;
