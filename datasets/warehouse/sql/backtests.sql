SELECT measure, scope, model, model_version, horizon, forecasts, mase, smape, level, coverage, skill, is_synthetic
FROM out__backtest
ORDER BY measure, scope, model, horizon, level;
