#ifndef SKALD_CSQLITE_SHIM_H
#define SKALD_CSQLITE_SHIM_H
#include <sqlite3.h>

// Variadic functions are not imported into Swift.
static inline int skald_sqlite3_db_config_defensive(sqlite3 *db) {
  return sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, (int *)0);
}

static inline int skald_sqlite3_config_no_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
#endif
