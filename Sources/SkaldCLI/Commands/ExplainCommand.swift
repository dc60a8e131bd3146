import ArgumentParser
import SkaldDiagnostics
import SkaldLanguage

/// `skald explain`: the page of a rule.
struct ExplainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Explain a finding: what it is, why it matters, how to mend it.",
    discussion: """
      Example:
        skald explain SK502
      """)

  @Argument(help: "The code of a finding, or the rule's name; without one, all rules are listed.")
  var code: String?

  func run() throws {
    guard let code else { return Console.out(Self.index) }
    guard let rule = RuleCatalog.rule(code) else {
      throw CommandFault.misuse("there is no rule `\(code)`; `skald explain` lists them")
    }
    Console.out(RulePage.text(rule))
  }

  /// All rules, a line each.
  private static var index: String {
    var table = TextTable(["CODE", "NAME", "SEVERITY", "FINDS"])
    for rule in RuleCatalog.all { table.add([rule.code, rule.name, rule.severity.rawValue, rule.summary]) }
    return table.text
  }
}
