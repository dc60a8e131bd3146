/// Secrets that are known from the beginning.
public struct Secrets: SecretSource {
  private let values: [String: Secret]

  /// Takes secrets by their names; without any, calls that need one are blocked.
  public init(_ values: [String: Secret] = [:]) { self.values = values }

  /// The value of a secret.
  public func secret(named name: String) throws(SecretFault) -> Secret {
    guard let value = values[name] else { throw .unknown(name) }
    return value
  }
}
