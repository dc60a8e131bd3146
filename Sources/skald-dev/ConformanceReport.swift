import ArgumentParser

/// Counts the cases that pass and prints those that do not.
struct ConformanceReport {
  private let known: KnownCases
  private var passed = 0
  private var failed = 0
  private var surprises = 0

  /// - Parameter page: A page that names the cases that may fail.
  init(known page: String?) throws { known = try KnownCases(page: page) }

  /// Adds a case, with the reason where it fails.
  mutating func add(_ id: String, failure reason: String?) {
    guard let reason else {
      passed += 1
      return
    }
    failed += 1
    if !known.report(id, reason) { surprises += 1 }
  }

  /// Prints how many there were.
  /// - Throws: A failing exit code where a case failed that may not.
  func finish() throws {
    print("\(passed) passed, \(failed) failed")
    if surprises > 0 { throw ExitCode(1) }
  }
}
