/// The numbers at the end of a run.
public struct Summary: Sendable, Hashable {
  /// How many files were read.
  public var files: Int
  /// How many errors were found.
  public var errors: Int
  /// How many warnings were found.
  public var warnings: Int
  /// How many notes were found.
  public var notes: Int
  /// How many findings a baseline hides.
  public var recorded = 0
  /// How many entries of the baseline nothing is found for any more.
  public var stale = 0

  /// Makes the numbers of a run.
  public init(files: Int, errors: Int = 0, warnings: Int = 0, notes: Int = 0) {
    self.files = files
    self.errors = errors
    self.warnings = warnings
    self.notes = notes
  }
}

/// Everything a reporter writes about.
public struct Report: Sendable {
  /// The files by their path.
  public let sources: [String: SourceText]
  /// The findings to show, sorted.
  public let diagnostics: [Diagnostic]
  /// What was left out, by file.
  public let hidden: [HiddenFindings]
  /// The numbers of the run.
  public let summary: Summary
  /// Who writes the report.
  public let tool: ReportingTool

  /// Makes a report from findings that are sorted already.
  public init(
    sources: [String: SourceText], diagnostics: [Diagnostic], hidden: [HiddenFindings] = [], summary: Summary,
    tool: ReportingTool = .unnamed
  ) {
    self.sources = sources
    self.diagnostics = diagnostics
    self.hidden = hidden
    self.summary = summary
    self.tool = tool
  }

  /// Makes a report of everything collected; errors, warnings and notes are counted, also those not shown.
  public init(sources: [SourceText], list: DiagnosticList, files: Int? = nil) {
    let unique = DiagnosticList(list.unique)
    self.init(
      sources: Dictionary(sources.map { ($0.path, $0) }, uniquingKeysWith: { first, _ in first }),
      diagnostics: list.shown, hidden: list.hidden,
      summary: Summary(
        files: files ?? sources.count, errors: unique.count(of: .error), warnings: unique.count(of: .warning),
        notes: unique.count(of: .note)))
  }
}

/// Writes a report in one form.
public protocol Reporter: Sendable {
  /// The whole output, with a line break at its end.
  func text(of report: Report) -> String
}
