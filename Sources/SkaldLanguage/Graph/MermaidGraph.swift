/// Draws a definition as a [Mermaid](https://mermaid.js.org/syntax/flowchart.html) flowchart.
public enum MermaidGraph {
  /// The flowchart, with a line break at its end.
  public static func render(_ drawing: Drawing) -> String {
    var lines = ["---", "title: \(drawing.title)", "---", "flowchart TD"]
    lines += drawing.boxes.map { "  " + text(of: $0) }
    lines += drawing.arrows.map { "  " + text(of: $0) }
    lines.append("  classDef pivot stroke-width:4px")
    lines.append("  classDef undo stroke-dasharray:4")
    lines += classes(of: drawing)
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(of box: Drawing.Box) -> String {
    let label = "\"" + box.lines.map(escaped).joined(separator: "<br/>") + "\""
    switch box.shape {
    case .end: return "\(box.id)([\(label)])"
    case .call, .undo: return "\(box.id)[\(label)]"
    case .pivot: return "\(box.id){{\(label)}}"
    case .wait: return "\(box.id)[/\(label)/]"
    case .value: return "\(box.id)[[\(label)]]"
    case .choice: return "\(box.id){\(label)}"
    case .failure: return "\(box.id)>\(label)]"
    case .event: return "\(box.id)(\(label))"
    }
  }

  private static func text(of arrow: Drawing.Arrow) -> String {
    let label = arrow.label.isEmpty ? "" : "|\"\(escaped(arrow.label))\"|"
    switch arrow.style {
    case .forward: return "\(arrow.source) -->\(label) \(arrow.target)"
    case .alternative: return "\(arrow.source) ==>\(label) \(arrow.target)"
    case .back: return "\(arrow.source) -.->\(label) \(arrow.target)"
    }
  }

  private static func classes(of graph: Drawing) -> [String] {
    var lines: [String] = []
    let pivots = graph.boxes.filter { $0.shape == .pivot }.map { $0.id }
    if !pivots.isEmpty { lines.append("  class \(pivots.joined(separator: ",")) pivot") }
    let undos = graph.boxes.filter { $0.shape == .undo }.map { $0.id }
    if !undos.isEmpty { lines.append("  class \(undos.joined(separator: ",")) undo") }
    return lines
  }

  /// The text with the characters that Mermaid gives a meaning written as its own codes.
  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "\"": out += "#quot;"
      case "#": out += "#35;"
      case "<": out += "#lt;"
      case ">": out += "#gt;"
      case "&": out += "#amp;"
      case "\n", "\r\n": out += " "
      default: out.append(character)
      }
    }
    return out
  }
}
