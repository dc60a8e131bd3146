/// Collects findings; keeps the first of each file in the order of their places and counts the rest.
public struct DiagnosticList: Sendable {
  /// How many findings of one file are shown: more than a person repairs before linting again.
  public static let limitPerFile = 100

  /// All findings collected, in no order.
  public private(set) var all: [Diagnostic] = []

  /// Makes a list.
  public init(_ diagnostics: [Diagnostic] = []) { all = diagnostics }

  /// Adds a finding.
  public mutating func add(_ diagnostic: Diagnostic) { all.append(diagnostic) }

  /// Adds findings.
  public mutating func add(_ diagnostics: some Sequence<Diagnostic>) { all.append(contentsOf: diagnostics) }

  /// Whether an error was found.
  public var hasErrors: Bool { all.contains { $0.severity == .error } }

  /// How many findings have a severity.
  public func count(of severity: Severity) -> Int { all.count { $0.severity == severity } }

  /// The findings to show: sorted, the same finding once, at most `limitPerFile` a file.
  public var shown: [Diagnostic] { cut.shown }

  /// How many findings are past the limit of their file, by path, in the order of the paths.
  public var hidden: [HiddenFindings] { cut.hidden }

  private var cut: (shown: [Diagnostic], hidden: [HiddenFindings]) {
    var shown: [Diagnostic] = []
    var hidden: [HiddenFindings] = []
    var file: String?
    var inFile = 0
    for diagnostic in unique {
      if diagnostic.file != file { (file, inFile) = (diagnostic.file, 0) }
      inFile += 1
      if inFile <= Self.limitPerFile {
        shown.append(diagnostic)
      } else if hidden.last?.file == diagnostic.file {
        hidden[hidden.count - 1].count += 1
      } else {
        hidden.append(HiddenFindings(file: diagnostic.file, count: 1))
      }
    }
    return (shown, hidden)
  }

  /// The findings sorted; what was found twice at one place by one rule is one finding.
  public var unique: [Diagnostic] {
    var result: [Diagnostic] = []
    for diagnostic in all.sorted() where result.last != diagnostic { result.append(diagnostic) }
    return result
  }
}

/// How many findings of a file are not shown.
public struct HiddenFindings: Sendable, Hashable {
  /// The path of the file.
  public let file: String
  /// How many findings are not shown.
  public var count: Int
}
