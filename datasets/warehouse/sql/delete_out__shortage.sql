DELETE FROM out__shortage;
