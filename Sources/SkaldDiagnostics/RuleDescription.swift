/// What reporters say of a rule apart from its findings; the rules themselves live in a layer above.
public struct RuleDescription: Sendable, Hashable {
  /// The stable code, such as `SK502`.
  public let code: String
  /// The name of the fault.
  public let name: String
  /// How much a finding weighs where nothing else is said.
  public let severity: Severity
  /// The fault as one clause.
  public let summary: String
  /// What exactly is found.
  public let finds: String
  /// The page for a terminal.
  public let page: String
  /// The page as Markdown.
  public let markdown: String

  /// Makes a description.
  public init(
    code: String, name: String, severity: Severity, summary: String, finds: String, page: String, markdown: String
  ) {
    self.code = code
    self.name = name
    self.severity = severity
    self.summary = summary
    self.finds = finds
    self.page = page
    self.markdown = markdown
  }
}

/// Who writes a report.
public struct ReportingTool: Sendable {
  /// The version of the command; nil where it is not known.
  public let version: String?
  private let describe: @Sendable (String) -> RuleDescription?

  /// A tool without a version and without descriptions.
  public static let unnamed = ReportingTool(version: nil) { _ in nil }

  /// Makes a tool.
  /// - Parameters:
  ///   - version: The version of the command.
  ///   - describe: The description of a code; only the codes of a report are asked for.
  public init(version: String?, describe: @escaping @Sendable (String) -> RuleDescription?) {
    self.version = version
    self.describe = describe
  }

  /// The description of a code; nil where there is none.
  public func rule(_ code: String) -> RuleDescription? { describe(code) }
}
