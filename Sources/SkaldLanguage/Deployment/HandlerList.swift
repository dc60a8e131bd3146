public import SkaldDiagnostics
import SkaldYAML

/// The operations that have a handler in a deployment.
///
/// A file says it in one of two ways, as YAML or JSON: a list of operations, `payment.charge`, or of whole services,
/// `payment`; or a configuration, whose `services` all count as a whole.
public struct HandlerList: Sendable {
  /// Why a file is no such list.
  public struct FormatError: Error, Sendable {
    /// One clause.
    public let message: String
    /// Where in the file.
    public let range: SourceRange
  }

  /// The operations by name.
  package private(set) var operations: Set<String> = []
  /// The services of which every operation has a handler.
  package private(set) var services: Set<String> = []

  /// Reads a file.
  public init(reading source: SourceText) throws(FormatError) {
    let loaded = YAMLLoader.load(source)
    if let fault = loaded.diagnostics.first(where: { $0.code == "SK100" && $0.severity == .error }) {
      throw FormatError(message: fault.message, range: fault.range)
    }
    let expected = "expected a list of operations, such as `- payment.charge`, or a mapping with `services`"
    let roots = loaded.documents.compactMap { $0.root }.filter { $0.entry("skald") == nil }
    if let list = roots.compactMap({ $0.items }).first {
      for item in list {
        guard let name = item.text else { throw FormatError(message: expected, range: item.range) }
        if name.contains(".") { operations.insert(name) } else { services.insert(name) }
      }
    } else if let entries = roots.compactMap({ $0["services"]?.entries }).first {
      services = Set(entries.compactMap { $0.key.text })
    } else {
      let range = loaded.documents.first?.root?.range ?? SourceRange(start: 0, end: 0)
      throw FormatError(message: expected, range: SourceRange(start: range.start, end: range.start))
    }
  }

  mutating func add(service name: String) { services.insert(name) }

  /// Whether an operation has a handler.
  package func has(_ operation: String) -> Bool {
    if operations.contains(operation) { return true }
    guard let dot = operation.firstIndex(of: ".") else { return false }
    return services.contains(String(operation[..<dot]))
  }
}
