/// Every function of the language; a new one is a declaration in its topic's file.
enum FunctionCatalog {
  /// Functions by name; one of a namespace has the dot in its name.
  static let globals = index(
    conversions + sizes + timeConversions + stringFunctions + mathFunctions + bitFunctions + encoders)
  /// Methods by name; the receiver is the first argument.
  static let methods = index(sizes + stringTests + stringMethods + timeGetters)

  private static func index(_ functions: [Function]) -> [String: Function] {
    Dictionary(functions.map { ($0.name, $0) }) { first, _ in first }
  }
}
