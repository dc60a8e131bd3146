import ArgumentParser

/// How the results of tests are written.
enum TestFormat: String, ExpressibleByArgument, CaseIterable {
  /// For people.
  case text
  /// For programs.
  case json
  /// For build servers.
  case junit

  var report: any TestReporter {
    switch self {
    case .text: TestTextReporter()
    case .json: TestJSONReporter()
    case .junit: TestJUnitReporter()
    }
  }
}

/// Writes the results of tests.
protocol TestReporter {
  func text(of report: TestReport) -> String
}
