SELECT run_id, step, fingerprint, as_of, seed, software_version
FROM meta__run
WHERE step = $1
ORDER BY ordinal DESC
LIMIT 1;
