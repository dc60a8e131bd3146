/// How much a finding weighs.
public enum Severity: String, Sendable, Hashable, CaseIterable {
  /// The file cannot be used as it stands.
  case error
  /// The file works, but probably not as meant.
  case warning
  /// Worth knowing; shown on request.
  case note
}

/// A finding in an author's file: data, collected, never thrown.
public struct Diagnostic: Sendable, Hashable {
  /// Another place that explains the finding.
  public struct Related: Sendable, Hashable {
    /// What that place has to do with it.
    public let message: String
    /// The file of that place.
    public let file: String
    /// Where it stands.
    public let range: SourceRange

    /// Makes a related place.
    public init(message: String, file: String, range: SourceRange) {
      self.message = message
      self.file = file
      self.range = range
    }
  }

  /// A replacement of a part of the finding's file.
  public struct Edit: Sendable, Hashable {
    /// What is replaced.
    public let range: SourceRange
    /// The text put there.
    public let text: String

    /// Makes a replacement.
    public init(range: SourceRange, text: String) {
      self.range = range
      self.text = text
    }
  }

  /// The stable code, such as `SK502`.
  public let code: String
  /// How much it weighs.
  public var severity: Severity
  /// What is wrong: one lower-case clause without full stop.
  public var message: String
  /// The words under the marked text; empty for none.
  public var label: String
  /// The path of the file.
  public let file: String
  /// The exact part of the file.
  public let range: SourceRange
  /// Other places that explain it.
  public var related: [Related]
  /// What to do about it.
  public var help: String?
  /// The edits that put it right, in the order of their places.
  public var fix: [Edit]
  /// The story of a finding about a path, a line for each part.
  public var path: [String]

  /// Makes a finding.
  public init(
    code: String, severity: Severity = .error, message: String, label: String = "", file: String,
    range: SourceRange, related: [Related] = [], help: String? = nil, fix: [Edit] = [], path: [String] = []
  ) {
    self.code = code
    self.severity = severity
    self.message = message
    self.label = label
    self.file = file
    self.range = range
    self.related = related
    self.help = help
    self.fix = fix
    self.path = path
  }
}

extension Diagnostic: Comparable {
  /// Whether one finding is reported before another: by file, place, code.
  public static func < (left: Diagnostic, right: Diagnostic) -> Bool {
    (left.file, left.range.start, left.code, left.range.end, left.message)
      < (right.file, right.range.start, right.code, right.range.end, right.message)
  }
}
