internal import Synchronization

/// Where services reach this daemon when they answer later; known once it listens.
public final class CallbackAddress: Sendable {
  private let base: Mutex<String?>

  /// Takes the address, where it is known.
  /// - Parameter base: Such as `http://127.0.0.1:7420`.
  public init(_ base: String? = nil) { self.base = Mutex(base.map(Self.trimmed)) }

  /// Makes the address known.
  public func set(_ base: String) { self.base.withLock { $0 = Self.trimmed(base) } }

  /// Where the answer of the attempt with this token goes; nil while the address is not known.
  func url(for token: String) -> String? {
    base.withLock { $0 }.map { "\($0)/v1/callbacks/\(token)" }
  }

  private static func trimmed(_ base: String) -> String {
    var base = base
    while base.hasSuffix("/") { base.removeLast() }
    return base
  }
}
