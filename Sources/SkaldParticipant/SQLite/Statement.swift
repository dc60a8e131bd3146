internal import CSQLite

/// A prepared statement.
@safe
final class Statement {
  private let handle: OpaquePointer

  @unsafe
  init(_ handle: OpaquePointer) { unsafe self.handle = handle }

  deinit { unsafe sqlite3_finalize(handle) }

  /// How many values it wants.
  var parameters: Int { Int(unsafe sqlite3_bind_parameter_count(handle)) }

  func step() -> Int32 { unsafe sqlite3_step(handle) }

  func reset() {
    unsafe sqlite3_reset(handle)
    unsafe sqlite3_clear_bindings(handle)
  }

  func bind(_ value: Cell, at index: Int32) -> Int32 {
    // SQLite copies text and bytes before the call returns.
    let copied = unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    switch value {
    case .null: return unsafe sqlite3_bind_null(handle, index)
    case .int(let number): return unsafe sqlite3_bind_int64(handle, index, number)
    case .double(let number): return unsafe sqlite3_bind_double(handle, index, number)
    case .text(let text): return unsafe sqlite3_bind_text(handle, index, text, Int32(text.utf8.count), copied)
    case .blob(let bytes):
      if bytes.isEmpty { return unsafe sqlite3_bind_zeroblob(handle, index, 0) }
      return unsafe bytes.withUnsafeBytes { buffer in
        unsafe sqlite3_bind_blob(handle, index, buffer.baseAddress, Int32(buffer.count), copied)
      }
    }
  }

  /// The row that the last step found.
  var row: Row { Row((0..<(unsafe sqlite3_column_count(handle))).map(cell)) }

  private func cell(at index: Int32) -> Cell {
    switch unsafe sqlite3_column_type(handle, index) {
    case SQLITE_INTEGER: return .int(unsafe sqlite3_column_int64(handle, index))
    case SQLITE_FLOAT: return .double(unsafe sqlite3_column_double(handle, index))
    case SQLITE_TEXT: return .text(String(decoding: bytes(at: index), as: UTF8.self))
    case SQLITE_BLOB: return .blob(bytes(at: index))
    default: return .null
    }
  }

  private func bytes(at index: Int32) -> [UInt8] {
    guard let start = unsafe sqlite3_column_blob(handle, index) else { return [] }
    let count = Int(unsafe sqlite3_column_bytes(handle, index))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
}
