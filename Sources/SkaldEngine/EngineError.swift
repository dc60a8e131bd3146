public import JSONSchema
import SkaldRuntime
import SkaldValue

/// Why the engine says no: a code for programs, a clause for people.
public struct EngineError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The kind of fault.
  public struct Code: Sendable, Hashable, RawRepresentable {
    /// The word in answers and logs.
    public let rawValue: String
    /// Names a code.
    public init(rawValue: String) { self.rawValue = rawValue }
    /// No definition has that name.
    public static let unknownSaga = Code(rawValue: "unknown_saga")
    /// No instance has that id.
    public static let unknownInstance = Code(rawValue: "unknown_instance")
    /// The input, an event's data or the key is not what the definition asks for.
    public static let inputInvalid = Code(rawValue: "input_invalid")
    /// The key stands for an instance with another input.
    public static let inputMismatch = Code(rawValue: "input_mismatch")
    /// Another instance holds an entity that the saga moves.
    public static let entityLocked = Code(rawValue: "entity_locked")
    /// The instance does not ask that, or not now.
    public static let unknownQuestion = Code(rawValue: "unknown_ask")
    /// No incident of that number is open.
    public static let unknownIncident = Code(rawValue: "unknown_incident")
    /// No sink holds an event of that id.
    public static let unknownEvent = Code(rawValue: "unknown_event")
    /// No definition declares that topic, and no message is of it.
    public static let unknownTopic = Code(rawValue: "unknown_topic")
    /// No call has that token.
    public static let unknownCallback = Code(rawValue: "unknown_callback")
    /// A definition changed, and its version did not.
    public static let definitionConflict = Code(rawValue: "definition_conflict")
    /// No schedule has that name.
    public static let unknownSchedule = Code(rawValue: "unknown_schedule")
    /// A schedule is not as it must be, or its saga does not take its input.
    public static let scheduleInvalid = Code(rawValue: "schedule_invalid")
    /// No definition of that version is stored.
    public static let unknownVersion = Code(rawValue: "unknown_version")
    /// The definition cannot be deleted: instances follow it, or are read with it.
    public static let definitionInUse = Code(rawValue: "definition_in_use")
    /// No service and no operation has that name.
    public static let unknownHandler = Code(rawValue: "unknown_handler")
    /// No step of that name was reached, or it is not clear which one is meant.
    public static let unknownStep = Code(rawValue: "unknown_step")
    /// What an operator asks for changes nothing as the instance stands.
    public static let notPossible = Code(rawValue: "not_possible")
    /// The pivot is passed or in doubt.
    public static let pastPivot = Code(rawValue: "past_pivot")
    /// The instance came to its end before.
    public static let alreadyEnded = Code(rawValue: "already_ended")
    /// The instance ended so long ago that it was archived.
    public static let archived = Code(rawValue: "archived")
    /// The store cannot take anything now; the same request may be sent again.
    public static let storeFailed = Code(rawValue: "store_failed")
    /// The engine is not running, or is about to stop.
    public static let unavailable = Code(rawValue: "unavailable")
  }

  /// The kind of fault.
  public var code: Code
  /// What went wrong, as one clause.
  public var message: String
  /// The places at fault, with the codes ``Code/inputInvalid`` and ``Code/scheduleInvalid``.
  public var errors: [SchemaViolation]

  /// Makes an error.
  public init(code: Code, message: String, errors: [SchemaViolation] = []) {
    self.code = code
    self.message = message
    self.errors = errors
  }

  /// Code, message and places.
  public var description: String {
    let places = errors.map { $0.path.isEmpty ? "; \($0.message)" : "; \($0.path): \($0.message)" }.joined()
    return "\(message)\(places) (\(code.rawValue))"
  }
}

extension EngineError {
  /// The store did not keep what was asked for.
  static func store(_ error: StoreError) -> EngineError {
    EngineError(code: .storeFailed, message: "the store failed, nothing was kept: \(error)")
  }
}
