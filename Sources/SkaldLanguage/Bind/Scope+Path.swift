import JSONSchema
import CEL
import SkaldCore
import SkaldValue

extension Scope {
  /// The declared shape of a plain path, such as `input.items`; nil where there is none.
  /// - Parameter isCertain: Whether a field that may be missing has none.
  func schema(at path: [String], isCertain: Bool = false) -> Schema? {
    guard let root = path.first else { return nil }
    var schema = root == "input" ? input.map { .object($0) } : output(of: root)?.schema
    for name in path.dropFirst() {
      guard let field = schema?.object?.field(name), !(isCertain && field.isOptional) else { return nil }
      schema = field.schema
    }
    return schema
  }
}
