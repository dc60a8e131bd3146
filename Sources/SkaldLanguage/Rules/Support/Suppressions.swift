import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// What an author allows in one place: `# skald:allow SK502 -- reason`, by code or by name.
///
/// A comment behind something speaks of its own line, one alone on its line of the next line that is not a comment.
struct Suppressions {
  private struct Allowance {
    let code: String
    let line: Int
    let range: SourceRange
    /// What is deleted when it allows nothing.
    let removal: SourceRange
  }

  private static let keyword = "skald:allow"

  private let source: SourceText
  private var allowances: [Allowance] = []
  private(set) var diagnostics: [Diagnostic] = []

  /// The findings of all files without those that are allowed, with those about allowances themselves, sorted.
  static func applied(
    to found: [Diagnostic], in files: [SourceText], comments: [String: [YAMLComment]], isWholeProject: Bool,
    deployment: Deployment? = nil
  ) -> [Diagnostic] {
    let allowing = files.filter { source in
      comments[source.path]?.contains { $0.text.hasPrefix(keyword) } == true
    }
    guard !allowing.isEmpty else { return found }
    var byFile = Dictionary(grouping: found) { $0.file }
    for source in allowing {
      let suppressions = Suppressions(comments[source.path] ?? [], of: source)
      byFile[source.path] = suppressions.applied(
        to: byFile[source.path] ?? [], isWholeProject: isWholeProject, deployment: deployment)
    }
    return DiagnosticList(byFile.values.flatMap { $0 }).unique
  }

  /// Reads the comments of a file.
  init(_ comments: [YAMLComment], of source: SourceText) {
    self.source = source
    // From the last one on, so that a comment among others needs no look at those behind it.
    var spoken: [Int: Int] = [:]
    for comment in comments.reversed() where Self.isAlone(comment, in: source) {
      let line = source.position(at: comment.range.start).line
      spoken[line] = spoken[line + 1] ?? line + 1
    }
    for comment in comments where comment.text.hasPrefix(Self.keyword) {
      let line = source.position(at: comment.range.start).line
      read(comment, line: spoken[line] ?? line)
    }
  }

  /// The findings of this file that are not allowed, and those about allowances themselves.
  func applied(to found: [Diagnostic], isWholeProject: Bool, deployment: Deployment? = nil) -> [Diagnostic] {
    var used: Set<Int> = []
    var kept: [Diagnostic] = []
    let byLine = Dictionary(grouping: allowances.indices) { allowances[$0].line }
    for diagnostic in found {
      let onLine = byLine[source.position(at: diagnostic.range.start).line] ?? []
      if let index = onLine.first(where: { allowances[$0].code == diagnostic.code }) {
        used.insert(index)
      } else {
        kept.append(diagnostic)
      }
    }
    // Where a part could not be read, rules may be silent that have something to say otherwise.
    let isRead = !found.contains { $0.severity == .error && RuleCatalog.rule($0.code)?.isAllowable == false }
    for (index, allowance) in allowances.enumerated() where isRead && !used.contains(index) {
      guard let rule = RuleCatalog.rule(allowance.code), isWholeProject || !rule.needsWholeProject else { continue }
      // A rule that was not asked has found nothing, which says nothing.
      if let part = rule.needsDeployment, deployment?.has(part) != true { continue }
      kept.append(Self.unused(allowance, in: source))
    }
    return kept + diagnostics
  }

  private mutating func read(_ comment: YAMLComment, line: Int) {
    let parts = comment.text.dropFirst(Self.keyword.utf8.count).split(separator: "--", maxSplits: 1)
    let words = (parts.first ?? "").split { $0 == " " || $0 == "," }.map(String.init)
    let reason = parts.dropFirst().first?.drop { $0 == " " } ?? ""
    guard !words.isEmpty, !reason.isEmpty else {
      diagnostics.append(
        finding("expected `# skald:allow CODE -- reason`, with a reason", at: comment.range, "SK103", .error))
      return
    }
    for (index, word) in words.enumerated() {
      guard let rule = RuleCatalog.rule(word) else {
        let near = nearest(word, among: RuleCatalog.all.flatMap { [$0.code, $0.name] })
        let help = near.map { "did you mean `\($0)`?" }
        diagnostics.append(finding("there is no rule `\(word)` to allow", at: comment.range, "SK103", help: help))
        continue
      }
      guard rule.isAllowable else {
        diagnostics.append(
          finding("\(rule.code) cannot be allowed: without it there is no program", at: comment.range, "SK103", .error))
        continue
      }
      let removal = Removal(of: comment, in: source, isAlone: Self.isAlone(comment, in: source))
      allowances.append(
        Allowance(
          code: rule.code, line: line, range: comment.range,
          removal: words.count == 1 ? removal.comment : removal.word(word, isLast: index == words.count - 1)))
    }
  }

  private static func unused(_ allowance: Allowance, in source: SourceText) -> Diagnostic {
    Diagnostic(
      code: "SK203", severity: .warning, message: "\(allowance.code) is allowed here and not found", file: source.path,
      range: allowance.range, help: "remove the allowance", fix: [.init(range: allowance.removal, text: "")])
  }

  private func finding(
    _ message: String, at range: SourceRange, _ code: String, _ severity: Severity = .warning, help: String? = nil
  ) -> Diagnostic {
    Diagnostic(code: code, severity: severity, message: message, file: source.path, range: range, help: help)
  }

  /// Whether nothing but spaces stands before a comment on its line.
  private static func isAlone(_ comment: YAMLComment, in source: SourceText) -> Bool {
    let line = source.position(at: comment.range.start).line
    guard let range = source.lineRange(line) else { return false }
    let before = source.bytes[range.start..<comment.range.start]
    return before.allSatisfy { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
  }
}
