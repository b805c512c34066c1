DELETE FROM out__backtest;
