/// The forms in which findings are written; a new form is a file beside this one and a line here.
public enum ReporterCatalog {
  /// One form.
  public struct Entry: Sendable {
    /// What `--format` takes.
    public let name: String
    /// What it is for, in one line.
    public let about: String
    /// Makes the reporter; the flag asks for colour, which only a terminal's form uses.
    public let make: @Sendable (_ colour: Bool) -> any Reporter
  }

  /// All forms.
  public static let entries: [Entry] = [
    Entry(name: "text", about: "for people: the source, what is wrong, the edit") { TextReporter(colour: $0) },
    Entry(name: "concise", about: "one line a finding: path:line:column") { _ in ConciseReporter() },
    Entry(name: "json", about: "for programs") { _ in JSONReporter() },
    Entry(name: "sarif", about: "for code scanning: SARIF 2.1.0") { _ in SARIFReporter() },
    Entry(name: "github", about: "annotations of a GitHub workflow") { _ in GitHubReporter() },
  ]

  /// The names of all forms.
  public static var names: [String] { entries.map { $0.name } }

  /// The reporter of a form, nil where there is no such form.
  public static func reporter(named name: String, colour: Bool = false) -> (any Reporter)? {
    entries.first { $0.name == name }?.make(colour)
  }
}
