public import SkaldValue

/// How a saga came to an end, or to what must never be: the moves from the beginning on.
public struct Story: Sendable, Hashable {
  /// The saga, or the choreography.
  public let definition: String
  /// The input, or the data of the event that began the flow.
  public let input: JSON
  /// The moments, the beginning first.
  public let lines: [StoryLine]
  /// The moves, for programs that replay them.
  public let moves: [String]
  /// What was taken for granted, for programs that replay it.
  public let assumptions: [String]

  /// How many moves it has.
  public var length: Int { moves.count }

  /// The story as columns of text.
  public var text: String {
    var rows = [["", "engine", "network", "service", "ledger"]]
    rows += lines.map { [$0.number == 0 ? "" : "\($0.number)", $0.engine, $0.network, $0.service, $0.ledger] }
    let widths = (0..<5).map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, cell) in row.enumerated() {
        line += cell + String(repeating: " ", count: widths[column] - cell.count + 2)
      }
      while line.hasSuffix(" ") { line.removeLast() }
      return line
    }
    .joined(separator: "\n")
  }
}
