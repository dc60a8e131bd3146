internal import CSQLite
internal import SkaldRuntime

/// A compiled statement; values are bound by position, from 1, and columns read by position, from 0.
@safe
struct Statement: ~Copyable {
  let handle: OpaquePointer
  private let connection: Connection

  /// Takes over a compiled statement.
  @unsafe
  init(_ handle: OpaquePointer, of connection: Connection) {
    unsafe self.handle = handle
    self.connection = connection
  }

  deinit { unsafe sqlite3_finalize(handle) }

  /// Advances to the next row; false when there is none, then the statement is ready for new values.
  func step() throws(StoreError) -> Bool {
    let code = unsafe sqlite3_step(handle)
    if code == SQLITE_ROW { return true }
    let failure = code == SQLITE_DONE ? nil : connection.error(code)
    reset()
    if let failure { throw failure }
    return false
  }

  /// Runs a statement that gives no rows.
  func run() throws(StoreError) {
    while try step() {}
  }

  /// Makes the statement ready for new values.
  func reset() { unsafe sqlite3_reset(handle) }
}

extension Statement {
  /// Binds a number.
  func bind(_ value: Int64, at index: Int32) { unsafe sqlite3_bind_int64(handle, index, value) }

  /// Binds a number or null.
  func bind(_ value: Int64?, at index: Int32) {
    if let value { bind(value, at: index) } else { bindNull(at: index) }
  }

  /// Binds null.
  func bindNull(at index: Int32) { unsafe sqlite3_bind_null(handle, index) }

  /// Binds a copy of a text.
  func bind(_ value: String, at index: Int32) {
    var value = value
    value.withUTF8 { bytes in unsafe bindText(UnsafeRawBufferPointer(bytes), at: index) }
  }

  /// Binds a copy of a text, or null.
  func bind(_ value: String?, at index: Int32) {
    if let value { bind(value, at: index) } else { bindNull(at: index) }
  }

  /// Binds a copy of bytes.
  func bind(_ value: [UInt8], at index: Int32) {
    unsafe value.withUnsafeBytes { bytes in unsafe bindBytes(bytes, at: index, until: Self.copied) }
  }

  /// Runs a statement that gives no rows, with bytes that are lent, not copied.
  func run(lending first: [UInt8], at firstIndex: Int32, _ second: [UInt8]?, at secondIndex: Int32) throws(StoreError) {
    let code = unsafe first.withUnsafeBytes { bytes in
      unsafe bindBytes(bytes, at: firstIndex, until: nil)
      guard let second else {
        bindNull(at: secondIndex)
        return unsafe sqlite3_step(handle)
      }
      return unsafe second.withUnsafeBytes { more in
        unsafe bindBytes(more, at: secondIndex, until: nil)
        return unsafe sqlite3_step(handle)
      }
    }
    let failure = code == SQLITE_DONE ? nil : connection.error(code)
    reset()
    if let failure { throw failure }
  }

  @unsafe
  private func bindText(_ bytes: UnsafeRawBufferPointer, at index: Int32) {
    guard let start = unsafe bytes.assumingMemoryBound(to: CChar.self).baseAddress else {
      unsafe sqlite3_bind_text(handle, index, "", 0, Self.copied)
      return
    }
    unsafe sqlite3_bind_text(handle, index, start, Int32(bytes.count), Self.copied)
  }

  @unsafe
  private func bindBytes(_ bytes: UnsafeRawBufferPointer, at index: Int32, until end: sqlite3_destructor_type?) {
    // A null pointer would bind null instead of no bytes.
    guard let start = bytes.baseAddress else {
      unsafe sqlite3_bind_zeroblob(handle, index, 0)
      return
    }
    unsafe sqlite3_bind_blob(handle, index, start, Int32(bytes.count), end)
  }

  /// Tells SQLite to copy what is bound (`SQLITE_TRANSIENT`, a macro that is not imported).
  private static var copied: sqlite3_destructor_type { unsafe unsafeBitCast(-1, to: sqlite3_destructor_type.self) }
}

extension Statement {
  /// A column's number.
  func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }

  /// Whether a column is null.
  func isNull(_ column: Int32) -> Bool { unsafe sqlite3_column_type(handle, column) == SQLITE_NULL }

  /// A column's text.
  func text(_ column: Int32) -> String { String(decoding: bytes(column), as: UTF8.self) }

  /// A column's bytes.
  func bytes(_ column: Int32) -> [UInt8] {
    guard let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
    let count = Int(unsafe sqlite3_column_bytes(handle, column))
    return unsafe [UInt8](UnsafeRawBufferPointer(start: start, count: count))
  }
}
