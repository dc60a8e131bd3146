import SkaldDiagnostics

/// The page of a rule: what it finds, why it matters, bad, good, how to allow.
package enum RulePage {
  /// The page for a terminal, as `skald explain` shows it.
  package static func text(_ rule: any Rule) -> String {
    var lines = ["\(rule.code) \(rule.name) (\(rule.severity.rawValue))", rule.summary, ""]
    lines += wrapped(rule.finds) + [""] + wrapped("Why: " + rule.matters)
    for example in rule.rejects.prefix(1) { lines += ["", "Wrong:", ""] + indented(MarkedExample(example).underlined) }
    for example in rule.accepts.prefix(1) { lines += ["", "Right:", ""] + indented(MarkedExample(example).underlined) }
    if rule.isAllowable {
      lines += ["", "To allow it in one place, at its line or above:", "", "  " + allowance(rule)]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The page as a section of the reference.
  package static func markdown(_ rule: any Rule) -> String {
    var parts = [
      "### \(rule.code) \(rule.name)", "**\(rule.severity.rawValue.capitalizedFirst):** \(rule.summary).",
      rule.finds, rule.matters,
    ]
    for example in rule.rejects.prefix(1) { parts += ["Wrong:", fenced(MarkedExample(example).underlined)] }
    for example in rule.accepts.prefix(1) { parts += ["Right:", fenced(MarkedExample(example).underlined)] }
    if rule.isAllowable { parts.append("To allow it in one place: `\(allowance(rule))`") }
    return parts.joined(separator: "\n\n") + "\n"
  }

  /// The whole reference: a table of all rules, then their pages.
  package static var reference: String {
    var out = """
      # Lint rules

      Every fault that `skald lint` finds, with its code. `skald explain CODE` shows the same pages.

      A finding is allowed in one place by a comment at its line, or alone on the line above: `# skald:allow`, then the
      code or the name of the rule, `--`, and the reason.

      | code | name | severity | finds |
      |---|---|---|---|

      """
    for rule in RuleCatalog.all {
      out += "| \(rule.code) | \(rule.name) | \(rule.severity.rawValue) | \(rule.summary) |\n"
    }
    for rule in RuleCatalog.all { out += "\n" + markdown(rule) }
    return out
  }

  private static func allowance(_ rule: any Rule) -> String { "# skald:allow \(rule.name) -- the reason" }

  private static func indented(_ lines: [String]) -> [String] { lines.map { $0.isEmpty ? "" : "  " + $0 } }

  private static func fenced(_ lines: [String]) -> String { "```yaml\n\(lines.joined(separator: "\n"))\n```" }

  /// The text in lines that fit a terminal of eighty columns.
  private static func wrapped(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(whereSeparator: { $0 == " " || $0 == "\n" }) {
      if !line.isEmpty, line.count + 1 + word.count > 80 {
        lines.append(line)
        line = ""
      }
      line += line.isEmpty ? String(word) : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
  }
}

extension String {
  fileprivate var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
}
