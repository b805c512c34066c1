DELETE FROM out__forecast;
