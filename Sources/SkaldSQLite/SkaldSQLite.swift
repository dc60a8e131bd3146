// SkaldSQLite
