/// Finds the events that wait for a locked entity: those with `parked` 2.
enum KeptStarts {
  static let migration = Migration(
    summary: "index of the events that wait for a locked entity",
    sql: "CREATE INDEX inbox_kept ON inbox(number) WHERE parked = 2")
}
