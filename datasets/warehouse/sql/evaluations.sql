SELECT input, panel, group_id, horizon, model, series, forecasts,
       coalesce(smape, 'nan'::DOUBLE), coalesce(mase, 'nan'::DOUBLE), coalesce(rmsse, 'nan'::DOUBLE), coalesce(owa, 'nan'::DOUBLE),
       coalesce(skill, 'nan'::DOUBLE), coalesce(dm_p, 'nan'::DOUBLE), coalesce(crps, 'nan'::DOUBLE), level,
       coalesce(coverage, 'nan'::DOUBLE), coalesce(msis, 'nan'::DOUBLE)
FROM out__evaluation
WHERE name = $1
ORDER BY panel, group_id, horizon, model, level;
