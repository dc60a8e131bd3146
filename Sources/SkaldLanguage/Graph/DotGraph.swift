/// Draws a definition in the [language of Graphviz](https://graphviz.org/doc/info/lang.html).
public enum DotGraph {
  /// The graph, with a line break at its end.
  public static func render(_ drawing: Drawing) -> String {
    var lines = ["digraph \"\(escaped(drawing.title))\" {"]
    lines.append("  node [shape=box, style=rounded, fontname=\"sans-serif\"];")
    lines.append("  edge [fontname=\"sans-serif\"];")
    lines += drawing.boxes.map { "  " + text(of: $0) }
    lines += drawing.arrows.map { "  " + text(of: $0) }
    lines.append("}")
    return lines.joined(separator: "\n") + "\n"
  }

  private static func text(of box: Drawing.Box) -> String {
    let label = box.lines.map(escaped).joined(separator: "\\n")
    return "\(box.id) [label=\"\(label)\"\(attributes(of: box.shape))];"
  }

  private static func attributes(of shape: Drawing.Shape) -> String {
    switch shape {
    case .end: ", shape=oval"
    case .call: ""
    case .pivot: ", shape=hexagon, style=bold"
    case .wait: ", shape=parallelogram, style=solid"
    case .value: ", shape=box, style=solid"
    case .choice: ", shape=diamond, style=solid"
    case .failure: ", shape=octagon, style=solid"
    case .undo: ", style=\"rounded,dashed\""
    case .event: ", shape=note, style=solid"
    }
  }

  private static func text(of arrow: Drawing.Arrow) -> String {
    var attributes = arrow.label.isEmpty ? [] : ["label=\"\(escaped(arrow.label))\""]
    switch arrow.style {
    case .forward: break
    case .alternative: attributes.append("style=bold")
    case .back: attributes.append("style=dashed")
    }
    let list = attributes.isEmpty ? "" : " [\(attributes.joined(separator: ", "))]"
    return "\(arrow.source) -> \(arrow.target)\(list);"
  }

  private static func escaped(_ text: String) -> String {
    var out = ""
    for character in text {
      switch character {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n", "\r\n": out += " "
      default: out.append(character)
      }
    }
    return out
  }
}
