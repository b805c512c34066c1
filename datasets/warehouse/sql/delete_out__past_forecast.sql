DELETE FROM out__past_forecast;
