internal import SkaldRuntime

extension Statement {
  /// What `read` makes of the first row; nil where there is none. The statement is ready for new values after it.
  func first<T>(_ read: (borrowing Statement) throws(StoreError) -> T) throws(StoreError) -> T? {
    defer { reset() }
    return try step() ? try read(self) : nil
  }

  /// What `read` makes of every row. The statement is ready for new values after it.
  func all<T>(_ read: (borrowing Statement) throws(StoreError) -> T) throws(StoreError) -> [T] {
    defer { reset() }
    var rows: [T] = []
    while try step() { rows.append(try read(self)) }
    return rows
  }
}
