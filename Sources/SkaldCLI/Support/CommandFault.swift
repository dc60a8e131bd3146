import JSONSchema
import SkaldEngine
import SkaldRuntime
import SkaldValue

/// Why a command could not do its work: a code for programs, a clause for people, an exit code for shells.
struct CommandFault: Error {
  static let misuseCode: Int32 = 2
  /// `EX_TEMPFAIL` of sysexits.h: somebody else holds the database.
  static let heldCode: Int32 = 75

  var code: String
  var message: String
  var errors: [SchemaViolation] = []
  var exitCode: Int32

  /// A bad flag, a path that cannot be read, JSON that does not parse, an input against the schema.
  static func misuse(_ message: String, errors: [SchemaViolation] = []) -> CommandFault {
    CommandFault(code: "misuse", message: message, errors: errors, exitCode: misuseCode)
  }

  /// Somebody said no: the server, or the saga's own rules.
  static func refused(_ code: String, _ message: String, errors: [SchemaViolation] = []) -> CommandFault {
    CommandFault(code: code, message: message, errors: errors, exitCode: 1)
  }

  init(code: String, message: String, errors: [SchemaViolation] = [], exitCode: Int32) {
    self.code = code
    self.message = message
    self.errors = errors
    self.exitCode = exitCode
  }

  /// What the engine refused; an input against the schema is a misuse.
  init(_ error: EngineError) {
    let isInput = error.code == .inputInvalid
    self.init(
      code: error.code.rawValue, message: error.message, errors: error.errors,
      exitCode: isInput ? Self.misuseCode : 1)
  }

  /// What the store could not do.
  init(_ error: StoreError) {
    self.init(
      code: error.code.rawValue, message: error.message, exitCode: error.code == .held ? Self.heldCode : 3)
  }

  /// Tells it on the error output.
  func report(asJSON: Bool) {
    if asJSON {
      var object = JSONObject([("code", .string(code)), ("message", .string(message))])
      if !errors.isEmpty {
        object["errors"] = .array(errors.map { ["path": .string($0.path), "message": .string($0.message)] })
      }
      return Console.err(JSON.object(JSONObject([("error", .object(object))])).text)
    }
    Console.err("error: \(message)")
    for error in errors { Console.err("  \(error.path.isEmpty ? "the value" : error.path): \(error.message)") }
  }
}
