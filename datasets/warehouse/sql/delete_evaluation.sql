DELETE FROM out__evaluation WHERE name = $1;
