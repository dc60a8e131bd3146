import SkaldDiagnostics
import SkaldLanguage
import SkaldValue

/// How a project lints: the part `lint` of the configuration, with what the environment and the flags say.
struct LintSettings {
  static let keys = ["severity", "strict", "notes", "baseline", "exclude"]

  /// How much findings weigh.
  var severities = SeverityOverrides()
  /// Whether a warning fails the command.
  var isStrict = false
  /// Whether notes are shown.
  var showsNotes = false
  /// The file of the findings that are not shown.
  var baseline: String?
  /// Files and folders whose findings are not shown.
  var exclude: [String] = []

  /// Takes `SK602=error`, as a flag or the environment says it.
  /// - Throws: ``CommandFault`` where there is no such rule or level.
  mutating func set(severity pair: String, from origin: String) throws {
    guard let index = pair.firstIndex(of: "=") else {
      throw CommandFault.misuse("expected CODE=LEVEL in \(origin), such as SK602=error; found `\(pair)`")
    }
    do {
      try set(severity: String(pair[..<index]), to: String(pair[pair.index(after: index)...]))
    } catch {
      throw CommandFault.misuse("\(origin): \(error.message)")
    }
  }

  /// Says how much the findings of a rule weigh.
  mutating func set(severity word: String, to level: String) throws(SettingFault) {
    guard let rule = RuleCatalog.rule(word) else {
      let near = nearest(word, among: RuleCatalog.all.flatMap { [$0.code, $0.name] })
      throw SettingFault("there is no rule `\(word)`" + (near.map { "; did you mean `\($0)`?" } ?? ""))
    }
    guard let value = SeverityOverrides.Level(rawValue: level) else {
      let words = SeverityOverrides.Level.allCases.map { $0.rawValue }.joined(separator: ", ")
      throw SettingFault("expected one of \(words) for \(rule.code), found `\(level)`")
    }
    guard rule.isAllowable || value == .error else {
      throw SettingFault("\(rule.code) stays an error: without it there is no program")
    }
    severities[rule.code] = value
  }

  /// Whether the findings of a file are shown.
  func isShown(_ file: String) -> Bool {
    let file = Self.plain(file)
    return !exclude.contains { file == Self.plain($0) || file.hasPrefix(Self.plain($0) + "/") }
  }

  private static func plain(_ path: String) -> String {
    path.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
  }
}

/// Why a setting cannot be taken, as one clause; whoever reads it knows the place.
struct SettingFault: Error {
  let message: String
  init(_ message: String) { self.message = message }
}
