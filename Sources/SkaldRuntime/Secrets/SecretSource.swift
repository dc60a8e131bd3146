public import SkaldCore

/// Where the engine finds the values of secrets. Asked right before each call that needs one, on the call's own task, so
/// that a value which changes is noticed.
public protocol SecretSource: Sendable {
  /// The value of a secret as it is now.
  /// - Throws: ``SecretFault`` where there is none.
  func secret(named name: String) throws(SecretFault) -> Secret
}

/// Why a secret has no value.
public struct SecretFault: Error, Sendable, Hashable, CustomStringConvertible {
  /// Whether asking again may help.
  public var isPassing: Bool
  /// What is wrong, as one clause, without any value.
  public var message: String

  /// Makes a fault.
  public init(isPassing: Bool = false, message: String) {
    self.isPassing = isPassing
    self.message = message
  }

  /// The message.
  public var description: String { message }
}

extension SecretFault {
  /// Nobody knows a secret of that name.
  public static func unknown(_ name: String) -> SecretFault {
    SecretFault(message: "there is no secret `\(name)`")
  }
}

extension SecretSource {
  /// The secrets of programs that have no value, sorted: to be refused before anything starts.
  public func missing(for programs: [SagaProgram]) -> [String] {
    let names = Set(programs.flatMap { $0.secrets.map(\.name) })
    return names.filter { (try? secret(named: $0)) == nil }.sorted()
  }
}
