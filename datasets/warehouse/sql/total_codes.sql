SELECT list, code
FROM meta__code
WHERE level = 'total'
ORDER BY list, code;
