/// Keeps what senders say of an event beside its data: its subject, its time, where it belongs in a trace.
enum EventAttributes {
  static let migration = Migration(
    summary: "the attributes of events that came in",
    sql: "ALTER TABLE inbox ADD COLUMN attributes BLOB")
}
