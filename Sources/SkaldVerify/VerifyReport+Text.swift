import SkaldCore

extension VerifyReport {
  /// The report for people: what was explored and what not, the ends, and each counterexample as a story.
  /// - Parameter showsEnds: Whether the story of each end is told.
  public func text(showsEnds: Bool = false) -> String { ReportText(showsEnds: showsEnds).text(of: self) }
}

private struct ReportText {
  let showsEnds: Bool

  func text(of report: VerifyReport) -> String {
    var lines = ["\(report.definition): \(verdict(report))", "  \(scope(report))"]
    lines += notes(report).map { "  \($0)" }
    lines.append("  ends:")
    for end in report.ends {
      lines.append(
        "    \(words(end))" + (showsEnds ? "" : ", after \(counted(end.story.length, "move")) at the earliest"))
      if showsEnds { lines += indented(end.story.text, by: 6) + [""] }
    }
    for example in report.counterexamples {
      lines += [
        "", "  \(example.property.code) \(example.property.name)\(place(example))", "  \(example.property.summary)",
      ]
      lines += [""] + indented(example.story.text, by: 4)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func verdict(_ report: VerifyReport) -> String {
    report.counterexamples.isEmpty ? "nothing found" : counted(report.counterexamples.count, "counterexample")
  }

  /// What was explored, and what not.
  private func scope(_ report: VerifyReport) -> String {
    let size = "\(counted(report.states, "state")), \(counted(report.transitions, "move"))"
    let parts = report.slices > 1 ? ", by pairs of branches (\(report.slices) parts)" : ""
    let faults = "up to \(counted(report.bounds.faults, "fault")) a story"
    if report.isComplete { return "explored completely, \(faults)\(parts): \(size)" }
    let full =
      report.completeFaults.map { "completely with up to \(counted($0, "fault"))" } ?? "in part even without faults"
    return "explored \(full); \(faults) only in part, to a depth of \(counted(report.depth, "move"))\(parts): \(size)"
  }

  private func notes(_ report: VerifyReport) -> [String] {
    var notes: [String] = []
    if report.counterexamples.isEmpty {
      notes.append("once faults stop, it ends within \(counted(report.movesToEnd, "move"))")
    }
    if !report.assumptions.isEmpty {
      notes.append(
        "no made-up value decides these, so both ways were taken: \(report.assumptions.joined(separator: "; "))")
    }
    if report.areLoopsCut { notes.append("loops without a limit were followed for \(SagaProgram.roundsMax) rounds") }
    if report.areValuesPartial { notes.append("not every combination of values was tried") }
    if !report.unreached.isEmpty { notes.append("never reached: \(report.unreached.joined(separator: ", "))") }
    return notes
  }

  private func words(_ end: VerifyReport.End) -> String {
    let code = end.code.isEmpty ? "" : " (\(end.code)\(end.step.isEmpty ? "" : " of \(end.step)"))"
    return end.status == "stuck" ? "waits for a person\(code)" : end.status + code
  }

  private func place(_ example: VerifyReport.Counterexample) -> String {
    let step = example.step.isEmpty ? "" : ": \(example.step)"
    return step + (example.detail.isEmpty ? "" : " (\(example.detail))")
  }

  private func indented(_ text: String, by count: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { String(repeating: " ", count: count) + $0 }
  }
}

/// A number of things in words.
private func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
