internal import CSQLite
internal import SkaldRuntime

extension Statement {
  /// How many values it wants.
  var parameterCount: Int { Int(unsafe sqlite3_bind_parameter_count(handle)) }
  /// The names of its columns.
  var columnNames: [String] {
    let count = unsafe sqlite3_column_count(handle)
    return (0..<count).map { column in
      guard let name = unsafe sqlite3_column_name(handle, column) else { return "" }
      return unsafe String(cString: name)
    }
  }

  /// Advances to the next row; gives SQLite's own result.
  func advance() -> Int32 { unsafe sqlite3_step(handle) }

  /// Binds a value of any kind.
  func bind(_ value: SQLValue, at index: Int32) {
    switch value {
    case .null: bindNull(at: index)
    case .int(let number): bind(number, at: index)
    case .double(let number): unsafe sqlite3_bind_double(handle, index, number)
    case .text(let text): bind(text, at: index)
    case .blob(let bytes): bind(bytes, at: index)
    }
  }

  /// A column's value.
  func value(_ column: Int32) -> SQLValue {
    switch unsafe sqlite3_column_type(handle, column) {
    case SQLITE_INTEGER: .int(integer(column))
    case SQLITE_FLOAT: .double(unsafe sqlite3_column_double(handle, column))
    case SQLITE_TEXT: .text(text(column))
    case SQLITE_BLOB: .blob(bytes(column))
    default: .null
    }
  }
}
