#ifndef SKALD_FAULT_VFS_H
#define SKALD_FAULT_VFS_H
#include <stdint.h>

// A disk in memory whose faults are drawn from a seed: a VFS of SQLite for tests and simulations.
//
// Each file is kept twice, as programs read it and as it would be found after a power cut, with a list of the writes
// that were not flushed in between. A disk and all connections to it belong to one thread at a time. Connections may
// outlive `skald_disk_destroy`; what they ask for then fails.

typedef struct skald_disk skald_disk;

// What a power cut leaves of the writes that were not flushed.
enum skald_survival {
  SKALD_KEEPS_NONE = 0,
  SKALD_KEEPS_ALL = 1,
  SKALD_KEEPS_SOME = 2,         // each with a chance of one half
  SKALD_KEEPS_TORN_PREFIX = 3,  // those before a random one, and some 512-byte sectors of that one
};

// Which operations a fault can strike; may be added up.
enum skald_operation { SKALD_READ = 1, SKALD_WRITE = 2, SKALD_SYNC = 4 };

// What a disk has seen.
typedef struct {
  int64_t operations;  // reads, writes, truncations and flushes
  int64_t flushes;
  int64_t errors;      // operations that failed, where they were told to
  int64_t full;        // writes that found no space
  int64_t lost;        // unflushed writes that a power cut took
  int64_t torn;        // unflushed writes of which it left a part
} skald_disk_counts;

// Makes an empty disk and registers its VFS; NULL where there is no memory.
skald_disk *skald_disk_create(uint64_t seed);
// Lets a disk go; its memory is freed with the last connection.
void skald_disk_destroy(skald_disk *disk);
// The name of its VFS, for `sqlite3_open_v2`.
const char *skald_disk_name(const skald_disk *disk);
// The process ends: connections are cut off, and what was written stays, flushed or not.
void skald_disk_kill(skald_disk *disk);
// The power fails: connections are cut off, and unflushed writes survive as said.
void skald_disk_cut(skald_disk *disk, enum skald_survival survival);
// Has an operation of these kinds fail after so many others, once or from then on. A write that fails may have begun;
// after a flush that fails nobody knows what was written. A negative number ends all failing.
void skald_disk_fail(skald_disk *disk, int64_t after, int operations, int forever);
// Allows so many bytes in all; a negative number ends the limit.
void skald_disk_limit(skald_disk *disk, int64_t bytes);
// Has flushes do nothing and say that they did: a control that must lose data.
void skald_disk_lie(skald_disk *disk, int lies);
// How many bytes are in use.
int64_t skald_disk_used(const skald_disk *disk);
// What it has seen so far.
skald_disk_counts skald_disk_look(const skald_disk *disk);
#endif
