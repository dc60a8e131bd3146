public import SkaldValue

/// One request to an operation of the service, read from the header and the body of any HTTP framework.
///
/// ```swift
/// let call = try ServiceCall(operation: "charge", body: bytes) { name in request.headers[name] }
/// ```
public struct ServiceCall: Sendable, Hashable {
  /// Who asks, and for what.
  public enum Role: Sendable, Hashable {
    /// Somebody who knows idempotency keys, but no sagas.
    case plain
    /// A step of a saga or a reaction of a flow.
    case action(StepName)
    /// The undo of a step. The action can be known by several names.
    case undo(of: [StepName], outcome: Outcome)

    var isUndo: Bool {
      switch self {
      case .plain, .action: false
      case .undo: true
      }
    }
  }

  /// What the engine knows of the action that is to be undone.
  public enum Outcome: String, Sendable, Hashable {
    /// It took effect: the engine has its answer.
    case known
    /// It may never have happened.
    case unknown
  }

  /// The name of the operation, the last part of its path: `charge`.
  public let operation: String
  /// The same for every attempt of one call (`Idempotency-Key`).
  public let key: String
  /// Whether this is an action or an undo, and of which step.
  public let role: Role
  /// The body.
  public let input: JSON
  /// The saga that asks (`Skald-Saga`), for logs.
  public let saga: String?
  /// The number of the attempt, from 1 (`Skald-Attempt`), for logs.
  public let attempt: Int?

  /// Reads a request.
  /// - Parameters:
  ///   - operation: The name of the operation.
  ///   - body: The body as it came; an empty one stands for an empty object.
  ///   - header: The value of a header field; names are given as in `Idempotency-Key`, and case must not matter.
  /// - Throws: ``BadCall``, which is to be answered with 400.
  public init(operation: String, body: [UInt8], header: (String) -> String?) throws(BadCall) {
    guard let key = header("Idempotency-Key"), !key.isEmpty else {
      throw BadCall("the header field Idempotency-Key is missing")
    }
    do { input = body.isEmpty ? [:] : try JSON.parse(body) } catch {
      throw BadCall("the body must be JSON: \(error)")
    }
    self.operation = operation
    self.key = key
    role = try Self.role(key: key, header: header)
    saga = header("Skald-Saga")
    attempt = header("Skald-Attempt").flatMap { Int($0) }
  }

  /// Makes a call by hand, for tests.
  public init(operation: String, key: String, role: Role, input: JSON) {
    self.operation = operation
    self.key = key
    self.role = role
    self.input = input
    saga = nil
    attempt = nil
  }

  /// The input as a type of the service's own.
  /// - Throws: ``BadCall`` where it does not fit.
  public func input<Input: Decodable>(as type: Input.Type = Input.self) throws(BadCall) -> Input {
    do { return try input.decode(type) } catch { throw BadCall("the body does not fit: \(error)") }
  }

  /// What tells this input from others under the same key.
  var fingerprint: String { SHA256.hexadecimal(input.canonical) }
}

/// A request that cannot be read; answered with 400.
public struct BadCall: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was expected.
  public let message: String

  /// Says what was expected.
  public init(_ message: String) { self.message = message }

  /// The message.
  public var description: String { message }

  /// The answer to such a request.
  public var answer: ServiceAnswer { .invalid(message) }
}
