import SkaldValue

/// What all checks found.
struct DoctorReport {
  private(set) var findings: [(check: String, verdict: Verdict)] = []

  /// Looks at everything, in the order of the catalog.
  init(of patient: Patient) async {
    for check in DoctorCatalog.all { add(check.name, await check.look(patient)) }
  }

  init() {}

  mutating func add(_ check: String, _ verdicts: [Verdict]) { findings += verdicts.map { (check, $0) } }

  /// Whether the command fails.
  func fails(isStrict: Bool) -> Bool {
    findings.contains { $0.verdict.level == .error || (isStrict && $0.verdict.level == .warning) }
  }

  /// A line a finding; below it, what to do.
  var text: String {
    let names = findings.map(\.check.count).max() ?? 0
    return findings.map { check, verdict in
      let name = check + String(repeating: " ", count: names - check.count)
      let level = verdict.level.rawValue + String(repeating: " ", count: 7 - verdict.level.rawValue.count)
      let advice = verdict.advice.map { "\n" + String(repeating: " ", count: names + 11) + "-> \($0)" } ?? ""
      return "\(name)  \(level)  \(verdict.message)\(advice)"
    }
    .joined(separator: "\n")
  }

  /// The numbers in a line.
  var words: String {
    let count = { (level: Verdict.Level) in findings.count { $0.verdict.level == level } }
    return
      "\(counted(count(.error), "error")), \(counted(count(.warning), "warning")), \(counted(count(.note), "note"))"
  }

  var json: JSON {
    let checks = findings.map { check, verdict in
      JSON.object(
        JSONObject([
          ("check", .string(check)), ("level", .string(verdict.level.rawValue)),
          ("message", .string(verdict.message)), ("advice", verdict.advice.map { .string($0) } ?? .null),
        ]))
    }
    return ["checks": .array(checks)]
  }
}
