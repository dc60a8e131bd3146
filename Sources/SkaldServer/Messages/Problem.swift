import JSONSchema
internal import HTTPTypes
internal import SkaldEngine
internal import SkaldValue

/// What went wrong with a request ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), with a code for programs.
struct Problem: Error, Sendable {
  var status: HTTPResponse.Status
  var code: String
  /// What is the matter with this request, as one clause.
  var detail: String
  /// The places at fault.
  var errors: [SchemaViolation] = []
  /// More fields of the answer.
  var fields: HTTPFields = [:]
  /// Whether the rest of the request cannot be trusted to come, so that the connection must end.
  var endsConnection = false

  init(_ status: HTTPResponse.Status, _ code: String, _ detail: String, errors: [SchemaViolation] = []) {
    self.status = status
    self.code = code
    self.detail = detail
    self.errors = errors
  }

  /// What the engine refused.
  init(_ error: EngineError) {
    self.init(Self.status(of: error.code), error.code.rawValue, error.message, errors: error.errors)
    if status == .serviceUnavailable { fields[.retryAfter] = "1" }
  }

  private static func status(of code: EngineError.Code) -> HTTPResponse.Status {
    switch code {
    case .unknownSaga, .unknownInstance, .unknownQuestion, .unknownStep, .unknownCallback,
      .unknownIncident, .unknownSchedule, .unknownHandler, .unknownVersion, .unknownEvent, .unknownTopic:
      .notFound
    case .archived: .gone
    case .inputInvalid: .badRequest
    case .scheduleInvalid: .unprocessableContent
    case .inputMismatch, .entityLocked, .definitionConflict, .definitionInUse, .pastPivot, .notPossible,
      .alreadyEnded:
      .conflict
    case .storeFailed, .unavailable: .serviceUnavailable
    default: .internalServerError
    }
  }

  /// The body of the answer.
  var json: JSON {
    var object = JSONObject([
      ("type", "about:blank"), ("title", .string(status.reasonPhrase)), ("status", .int(Int64(status.code))),
      ("code", .string(code)), ("detail", .string(detail)),
    ])
    if !errors.isEmpty {
      object["errors"] = .array(errors.map { ["path": .string($0.path), "message": .string($0.message)] })
    }
    return .object(object)
  }

  /// A part of the request that is not as it must be.
  static func invalid(_ path: String, _ message: String) -> Problem {
    Problem(
      .badRequest, "input_invalid", "\(path): \(message)", errors: [SchemaViolation(path: path, message: message)])
  }
}
