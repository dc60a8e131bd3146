/// A notation for graphs.
public struct GraphFormat: Sendable {
  /// The word by which people ask for it.
  public let name: String
  /// Writes a drawing, with a line break at its end.
  public let render: @Sendable (Drawing) -> String
}

/// Every notation for graphs; the first is the default.
public enum GraphCatalog {
  /// One line for each notation.
  public static let all: [GraphFormat] = [
    GraphFormat(name: "mermaid") { MermaidGraph.render($0) },
    GraphFormat(name: "dot") { DotGraph.render($0) },
  ]

  /// The notation of that name.
  public static func format(named name: String) -> GraphFormat? { all.first { $0.name == name } }
}
