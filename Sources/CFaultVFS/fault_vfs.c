#include "fault_vfs.h"
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SECTOR = 512, SHM_LOCKS = SQLITE_SHM_NLOCK };

typedef struct { unsigned char *at; int64_t size, room; } content;

// A write that was not flushed, or a truncation where it has no bytes.
typedef struct change {
  struct change *next;
  int64_t offset, size;
  int is_truncation;
  unsigned char bytes[];
} change;

typedef struct node {
  struct node *next;
  char *name;
  content now, durable;
  change *first, **last;
  int exists_durably, is_journal, is_dead, users, shared;
  const void *reserved, *exclusive;
  void **regions;
  int region_count, maps, shm_shared[SHM_LOCKS], shm_exclusive[SHM_LOCKS];
} node;

struct skald_disk {
  sqlite3_vfs vfs;
  char name[32];
  uint64_t random;
  node *nodes;   // what the directory shows
  node *removed; // what a power cut may bring back
  int64_t used, limit, fail_after;
  int fail_operations, fails_forever, lies, users;
  skald_disk_counts counts;
};

typedef struct { sqlite3_file base; skald_disk *disk; node *node; int level, maps; } handle;

static uint64_t draw(skald_disk *disk) { // splitmix64
  uint64_t z = (disk->random += 0x9E3779B97F4A7C15u);
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  return z ^ (z >> 31);
}

// MARK: contents

static int put(content *c, const void *bytes, int64_t size, int64_t offset) {
  if (offset + size > c->room) {
    int64_t room = (offset + size) * 2;
    unsigned char *at = realloc(c->at, (size_t)room);
    if (!at) return 0;
    memset(at + c->room, 0, (size_t)(room - c->room));
    c->at = at;
    c->room = room;
  }
  if (size) memcpy(c->at + offset, bytes, (size_t)size);
  if (offset + size > c->size) c->size = offset + size;
  return 1;
}

static void cut_off(content *c, int64_t size) {
  if (size >= c->size) return;
  memset(c->at + size, 0, (size_t)(c->size - size));
  c->size = size;
}

static int note(node *n, const void *bytes, int64_t size, int64_t offset, int is_truncation) {
  change *c = malloc(sizeof(change) + (size_t)(is_truncation ? 0 : size));
  if (!c) return 0;
  *c = (change){.offset = offset, .size = size, .is_truncation = is_truncation};
  if (!is_truncation) memcpy(c->bytes, bytes, (size_t)size);
  *n->last = c;
  n->last = &c->next;
  return 1;
}

static void apply(content *to, const change *c) {
  if (c->is_truncation) cut_off(to, c->offset); else put(to, c->bytes, c->size, c->offset);
}

static void forget_changes(node *n) {
  for (change *c = n->first; c;) { change *next = c->next; free(c); c = next; }
  n->first = NULL;
  n->last = &n->first;
}

// MARK: files and the directory

static void forget_regions(node *n) {
  for (int i = 0; i < n->region_count; i++) free(n->regions[i]);
  free(n->regions);
  n->regions = NULL;
  n->region_count = 0;
}

static node *make_node(const char *name) {
  node *n = calloc(1, sizeof(node));
  if (!n) return NULL;
  n->last = &n->first;
  n->name = name ? strdup(name) : NULL;
  return n;
}

static void let_go(skald_disk *disk, node *n) {
  if (--n->users > 0) return;
  if (!n->is_dead) disk->used -= n->now.size;
  forget_changes(n);
  forget_regions(n);
  free(n->now.at);
  free(n->durable.at);
  free(n->name);
  free(n);
}

static node *find(node *list, const char *name) {
  while (list && strcmp(list->name, name)) list = list->next;
  return list;
}

static void unlink_node(node **list, node *n) {
  while (*list && *list != n) list = &(*list)->next;
  if (*list) *list = n->next;
  n->next = NULL;
}

static void forget_removed(skald_disk *disk, const char *name) {
  for (node *n; (n = find(disk->removed, name));) { unlink_node(&disk->removed, n); let_go(disk, n); }
}

static void forget_all(skald_disk *disk, node **list) {
  for (node *n; (n = *list);) { *list = n->next; let_go(disk, n); }
}

// All names are as the directory shows them, for good.
static void flush_directory(skald_disk *disk) {
  for (node *n = disk->nodes; n; n = n->next) n->exists_durably = 1;
  forget_all(disk, &disk->removed);
}

static void release(skald_disk *disk) {
  if (--disk->users == 0) free(disk);
}

// What the next process finds of a file. The one before is cut off from it.
static void replace(skald_disk *disk, node **place) {
  node *old = *place, *n = make_node(old->name);
  if (!n) return;
  *n = (node){.next = old->next, .name = n->name, .last = &n->first, .users = 1,
              .exists_durably = old->exists_durably, .is_journal = old->is_journal, .now = old->now, .durable = old->durable};
  if (old->first) {
    n->first = old->first;
    n->last = old->last;
    old->first = NULL;
    old->last = &old->first;
  }
  old->now = old->durable = (content){0};
  old->is_dead = 1;
  old->next = NULL;
  *place = n;
  let_go(disk, old);
}

static void survive(skald_disk *disk, node *n, enum skald_survival survival) {
  int64_t count = 0, index = 0;
  for (change *c = n->first; c; c = c->next) count++;
  int64_t torn = count ? (int64_t)(draw(disk) % (uint64_t)(count + 1)) : 0;
  for (change *c = n->first; c; c = c->next, index++) {
    int keeps = survival == SKALD_KEEPS_ALL || (survival == SKALD_KEEPS_SOME && draw(disk) & 1) ||
                (survival == SKALD_KEEPS_TORN_PREFIX && index < torn);
    if (keeps) apply(&n->durable, c); else disk->counts.lost++;
    if (survival != SKALD_KEEPS_TORN_PREFIX || index != torn || c->is_truncation) continue;
    disk->counts.torn++;
    for (int64_t at = 0; at < c->size; at += SECTOR)
      if (draw(disk) & 1) put(&n->durable, c->bytes + at, c->size - at < SECTOR ? c->size - at : SECTOR, c->offset + at);
  }
  forget_changes(n);
  disk->used -= n->now.size;
  n->now.size = 0;
  if (n->now.at) memset(n->now.at, 0, (size_t)n->now.room);
  put(&n->now, n->durable.at, n->durable.size, 0);
  disk->used += n->now.size;
  n->exists_durably = 1;
}

// Whether this operation is one that fails.
static int strikes(skald_disk *disk, int operation) {
  disk->counts.operations++;
  if (disk->fail_after < 0 || !(disk->fail_operations & operation)) return 0;
  if (disk->fail_after > 0) { disk->fail_after--; return 0; }
  if (!disk->fails_forever) disk->fail_after = -1;
  disk->counts.errors++;
  return 1;
}

// MARK: methods of files

static int file_close(sqlite3_file *f) {
  handle *h = (handle *)f;
  let_go(h->disk, h->node);
  release(h->disk);
  return SQLITE_OK;
}

static int file_read(sqlite3_file *f, void *to, int size, sqlite3_int64 offset) {
  handle *h = (handle *)f;
  if (h->node->is_dead || strikes(h->disk, SKALD_READ)) return SQLITE_IOERR_READ;
  int64_t there = h->node->now.size - offset;
  if (there >= size) { memcpy(to, h->node->now.at + offset, (size_t)size); return SQLITE_OK; }
  memset(to, 0, (size_t)size);
  if (there > 0) memcpy(to, h->node->now.at + offset, (size_t)there);
  return SQLITE_IOERR_SHORT_READ;
}

static int write_bytes(handle *h, const void *from, int64_t size, int64_t offset) {
  int64_t before = h->node->now.size;
  if (!put(&h->node->now, from, size, offset) || !note(h->node, from, size, offset, 0)) return SQLITE_IOERR_NOMEM;
  h->disk->used += h->node->now.size - before;
  return SQLITE_OK;
}

static int file_write(sqlite3_file *f, const void *from, int size, sqlite3_int64 offset) {
  handle *h = (handle *)f;
  if (h->node->is_dead) return SQLITE_IOERR_WRITE;
  if (strikes(h->disk, SKALD_WRITE)) {
    // Where the disk is gone for good nothing begins any more.
    if (h->disk->fails_forever) return SQLITE_IOERR_WRITE;
    int part = (int)(draw(h->disk) % (uint64_t)(size / SECTOR + 1)) * SECTOR;
    if (part) write_bytes(h, from, part, offset);
    return SQLITE_IOERR_WRITE;
  }
  int64_t growth = offset + size - h->node->now.size;
  if (h->disk->limit >= 0 && growth > 0 && h->disk->used + growth > h->disk->limit) {
    h->disk->counts.full++;
    return SQLITE_FULL;
  }
  return write_bytes(h, from, size, offset);
}

static int file_truncate(sqlite3_file *f, sqlite3_int64 size) {
  handle *h = (handle *)f;
  if (h->node->is_dead || strikes(h->disk, SKALD_WRITE)) return SQLITE_IOERR_TRUNCATE;
  int64_t before = h->node->now.size;
  cut_off(&h->node->now, size);
  h->disk->used += h->node->now.size - before;
  return note(h->node, NULL, 0, size, 1) ? SQLITE_OK : SQLITE_IOERR_NOMEM;
}

static int file_sync(sqlite3_file *f, int flags) {
  handle *h = (handle *)f;
  (void)flags;
  if (h->node->is_dead) return SQLITE_IOERR_FSYNC;
  int fails = strikes(h->disk, SKALD_SYNC);
  if (!fails && h->disk->lies) return SQLITE_OK;
  if (fails && h->disk->fails_forever) return SQLITE_IOERR_FSYNC;
  // After a flush that failed the system takes the pages for clean, whatever became of them.
  for (change *c = h->node->first; c; c = c->next)
    if (!fails || draw(h->disk) & 1) apply(&h->node->durable, c);
  forget_changes(h->node);
  if (fails) return SQLITE_IOERR_FSYNC;
  h->disk->counts.flushes++;
  // As SQLite's own does for a journal that is new.
  if (!h->node->exists_durably && h->node->is_journal) flush_directory(h->disk);
  h->node->exists_durably = 1;
  return SQLITE_OK;
}

static int file_size(sqlite3_file *f, sqlite3_int64 *size) {
  handle *h = (handle *)f;
  if (h->node->is_dead) return SQLITE_IOERR_FSTAT;
  *size = h->node->now.size;
  return SQLITE_OK;
}

static int file_lock(sqlite3_file *f, int level) {
  handle *h = (handle *)f;
  node *n = h->node;
  if (n->is_dead) return SQLITE_IOERR_LOCK;
  if (level <= h->level) return SQLITE_OK;
  if (n->exclusive && n->exclusive != h) return SQLITE_BUSY;
  if (level >= SQLITE_LOCK_RESERVED && n->reserved && n->reserved != h) return SQLITE_BUSY;
  if (level == SQLITE_LOCK_EXCLUSIVE && n->shared > (h->level >= SQLITE_LOCK_SHARED)) return SQLITE_BUSY;
  if (h->level < SQLITE_LOCK_SHARED) n->shared++;
  if (level >= SQLITE_LOCK_RESERVED) n->reserved = h;
  if (level == SQLITE_LOCK_EXCLUSIVE) n->exclusive = h;
  h->level = level;
  return SQLITE_OK;
}

static int file_unlock(sqlite3_file *f, int level) {
  handle *h = (handle *)f;
  if (level >= h->level) return SQLITE_OK;
  if (h->node->reserved == h) h->node->reserved = NULL;
  if (h->node->exclusive == h) h->node->exclusive = NULL;
  if (level == SQLITE_LOCK_NONE) h->node->shared--;
  h->level = level;
  return SQLITE_OK;
}

static int file_is_reserved(sqlite3_file *f, int *is_reserved) {
  *is_reserved = ((handle *)f)->node->reserved != NULL;
  return SQLITE_OK;
}

static int file_control(sqlite3_file *f, int op, void *argument) {
  (void)f; (void)op; (void)argument;
  return SQLITE_NOTFOUND;
}

static int file_sector(sqlite3_file *f) { (void)f; return 4096; }
static int file_character(sqlite3_file *f) { (void)f; return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

static int shm_map(sqlite3_file *f, int region, int size, int extends, void volatile **at) {
  handle *h = (handle *)f;
  node *n = h->node;
  *at = NULL;
  if (n->is_dead) return SQLITE_IOERR_SHMMAP;
  if (!h->maps) { h->maps = 1; n->maps++; }
  while (extends && n->region_count <= region) {
    void **more = realloc(n->regions, sizeof(void *) * (size_t)(n->region_count + 1));
    if (!more) return SQLITE_IOERR_NOMEM;
    n->regions = more;
    if (!(more[n->region_count] = calloc(1, (size_t)size))) return SQLITE_IOERR_NOMEM;
    n->region_count++;
  }
  if (region < n->region_count) *at = n->regions[region];
  return SQLITE_OK;
}

static int shm_lock(sqlite3_file *f, int first, int count, int flags) {
  node *n = ((handle *)f)->node;
  int is_shared = flags & SQLITE_SHM_SHARED;
  for (int i = first; i < first + count && (flags & SQLITE_SHM_LOCK); i++)
    if (n->shm_exclusive[i] || (!is_shared && n->shm_shared[i])) return SQLITE_BUSY;
  for (int i = first; i < first + count; i++) {
    int change = flags & SQLITE_SHM_LOCK ? 1 : -1;
    if (is_shared) n->shm_shared[i] += change; else n->shm_exclusive[i] += change;
  }
  return SQLITE_OK;
}

static void shm_barrier(sqlite3_file *f) { (void)f; }

// Who maps it after the last one has let it go finds nothing, and reads the log again.
static int shm_unmap(sqlite3_file *f, int removes) {
  handle *h = (handle *)f;
  (void)removes;
  if (!h->maps) return SQLITE_OK;
  h->maps = 0;
  if (--h->node->maps == 0) forget_regions(h->node);
  return SQLITE_OK;
}

static const sqlite3_io_methods methods = {
  2, file_close, file_read, file_write, file_truncate, file_sync, file_size, file_lock, file_unlock,
  file_is_reserved, file_control, file_sector, file_character, shm_map, shm_lock, shm_barrier, shm_unmap, NULL, NULL,
};

// MARK: methods of the file system

static int vfs_open(sqlite3_vfs *vfs, const char *name, sqlite3_file *f, int flags, int *out) {
  skald_disk *disk = vfs->pAppData;
  handle *h = (handle *)f;
  h->base.pMethods = NULL;
  node *n = name ? find(disk->nodes, name) : NULL;
  if (!n) {
    if (name && !(flags & SQLITE_OPEN_CREATE)) return SQLITE_CANTOPEN;
    if (!(n = make_node(name))) return SQLITE_NOMEM;
    if (name) { n->next = disk->nodes; disk->nodes = n; n->users = 1; }
    n->is_journal = (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL | SQLITE_OPEN_SUPER_JOURNAL)) != 0;
  }
  n->users++;
  disk->users++;
  *h = (handle){.base = {&methods}, .disk = disk, .node = n};
  if (out) *out = flags;
  return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *name, int flushes) {
  skald_disk *disk = vfs->pAppData;
  node *n = find(disk->nodes, name);
  if (!n) return SQLITE_IOERR_DELETE_NOENT;
  unlink_node(&disk->nodes, n);
  if (flushes) flush_directory(disk);
  if (flushes || !n->exists_durably) { let_go(disk, n); return SQLITE_OK; }
  forget_removed(disk, name);
  n->next = disk->removed;
  disk->removed = n;
  return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *name, int flags, int *is_there) {
  skald_disk *disk = vfs->pAppData;
  node *n = find(disk->nodes, name);
  *is_there = n && (flags != SQLITE_ACCESS_EXISTS || n->now.size > 0);
  return SQLITE_OK;
}

static int vfs_path(sqlite3_vfs *vfs, const char *name, int room, char *to) {
  (void)vfs;
  snprintf(to, (size_t)room, "%s", name);
  return SQLITE_OK;
}

static int vfs_random(sqlite3_vfs *vfs, int size, char *to) {
  for (int i = 0; i < size; i++) to[i] = (char)draw(vfs->pAppData);
  return size;
}

static int vfs_sleep(sqlite3_vfs *vfs, int microseconds) { (void)vfs; return microseconds; }
static int vfs_time(sqlite3_vfs *vfs, double *now) { (void)vfs; *now = 2462502.5; return SQLITE_OK; }
static int vfs_error(sqlite3_vfs *vfs, int size, char *to) { (void)vfs; (void)size; (void)to; return 0; }

// MARK: the disk

skald_disk *skald_disk_create(uint64_t seed) {
  skald_disk *disk = calloc(1, sizeof(skald_disk));
  if (!disk) return NULL;
  snprintf(disk->name, sizeof disk->name, "skald-%p", (void *)disk);
  disk->random = seed;
  disk->limit = disk->fail_after = -1;
  disk->users = 1;
  disk->vfs = (sqlite3_vfs){.iVersion = 1, .szOsFile = sizeof(handle), .mxPathname = 512, .zName = disk->name,
    .pAppData = disk, .xOpen = vfs_open, .xDelete = vfs_delete, .xAccess = vfs_access, .xFullPathname = vfs_path,
    .xRandomness = vfs_random, .xSleep = vfs_sleep, .xCurrentTime = vfs_time, .xGetLastError = vfs_error};
  if (sqlite3_initialize() == SQLITE_OK && sqlite3_vfs_register(&disk->vfs, 0) == SQLITE_OK) return disk;
  free(disk);
  return NULL;
}

void skald_disk_destroy(skald_disk *disk) {
  sqlite3_vfs_unregister(&disk->vfs);
  skald_disk_kill(disk);
  forget_all(disk, &disk->nodes);
  forget_all(disk, &disk->removed);
  release(disk);
}

const char *skald_disk_name(const skald_disk *disk) { return disk->name; }

void skald_disk_kill(skald_disk *disk) {
  for (node **place = &disk->nodes; *place; place = &(*place)->next) replace(disk, place);
  for (node **place = &disk->removed; *place; place = &(*place)->next) replace(disk, place);
}

void skald_disk_cut(skald_disk *disk, enum skald_survival survival) {
  skald_disk_kill(disk);
  for (node *n = disk->nodes, *next; n; n = next) {
    next = n->next;
    if (n->exists_durably || survival == SKALD_KEEPS_ALL || (survival != SKALD_KEEPS_NONE && draw(disk) & 1)) {
      survive(disk, n, survival);
    } else {
      unlink_node(&disk->nodes, n);
      let_go(disk, n);
    }
  }
  for (node *n = disk->removed, *next; n; n = next) {
    next = n->next;
    unlink_node(&disk->removed, n);
    if (!find(disk->nodes, n->name) && survival != SKALD_KEEPS_ALL && draw(disk) & 1) {
      survive(disk, n, SKALD_KEEPS_NONE);
      n->next = disk->nodes;
      disk->nodes = n;
    } else {
      let_go(disk, n);
    }
  }
}

void skald_disk_fail(skald_disk *disk, int64_t after, int operations, int forever) {
  disk->fail_after = after;
  disk->fail_operations = operations;
  disk->fails_forever = forever;
}

void skald_disk_limit(skald_disk *disk, int64_t bytes) { disk->limit = bytes; }
void skald_disk_lie(skald_disk *disk, int lies) { disk->lies = lies; }
int64_t skald_disk_used(const skald_disk *disk) { return disk->used; }
skald_disk_counts skald_disk_look(const skald_disk *disk) { return disk->counts; }
