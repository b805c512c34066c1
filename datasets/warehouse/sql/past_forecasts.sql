SELECT measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
       citizenship_list, citizenship, sex, age, other, origin, period, horizon, model, model_version, status, mean,
       level, lower, upper, is_synthetic, actual
FROM out__past_forecast
WHERE $1 = '' OR measure = $1
ORDER BY measure, unit, territory_list, territory, industry_list, industry, occupation_list, occupation,
         citizenship_list, citizenship, sex, age, other, freq, origin, horizon, model, level;
