internal import CSQLite
internal import SkaldRuntime

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

extension StoreError {
  /// Translates a result code of SQLite; `detail` names tables and columns, never values.
  init(result: Int32, systemError: Int32, detail: String, path: String) {
    let isFull = systemError == ENOSPC || systemError == EDQUOT
    switch result & 0xFF {
    case SQLITE_FULL: self.init(code: .full, message: "no space left for \(path)")
    case SQLITE_IOERR where isFull: self.init(code: .full, message: "no space left for \(path)")
    case SQLITE_CORRUPT: self.init(code: .corrupt, message: "\(path) is damaged: \(detail)")
    case SQLITE_NOTADB: self.init(code: .unreadable, message: "\(path) is not a database of this engine")
    case SQLITE_CONSTRAINT: self.init(code: .conflict, message: "\(path) refuses the change: \(detail)")
    case SQLITE_BUSY, SQLITE_LOCKED: self.init(code: .held, message: "another program has \(path) locked")
    default: self.init(code: .io, message: "cannot use \(path): \(detail)")
    }
  }
}
