import SkaldValue

/// A stored version of a saga, for people.
struct StoredDefinitionText {
  private let definition: JSON

  init(_ definition: JSON) { self.definition = definition }

  var text: String {
    var lines = [
      "\(word("name")) \(word("version")), \(definition["active"]?.bool == true ? "active" : "not active"), "
        + "\(word("instances")) live instances", "",
    ]
    var table = TextTable(["STEP", "KIND", "WHAT"])
    for step in definition["steps"]?.array ?? [] {
      table.add([step["name"]?.string ?? "", step["kind"]?.string ?? "", what(step)])
    }
    lines.append(table.text)
    for list in ["entities", "events"] {
      let names = (definition[list]?.array ?? []).compactMap { $0["name"]?.string }
      if !names.isEmpty { lines.append("\(list): \(names.joined(separator: ", "))") }
    }
    return lines.joined(separator: "\n")
  }

  /// What a step does, in one line.
  private func what(_ step: JSON) -> String {
    var parts = [step["operation"] ?? step["value"] ?? step["condition"] ?? .null].compactMap { $0.string }
    if step["position"]?.string == "pivot" { parts.append("(pivot)") }
    let undos = (step["undo"]?.array ?? []).compactMap { $0.array?.first?.array?.first?.string }
    if !undos.isEmpty { parts.append("undone by \(undos.joined(separator: ", "))") }
    return parts.joined(separator: " ")
  }

  private func word(_ name: String) -> String {
    definition[name].map { $0.string ?? $0.text } ?? ""
  }
}
