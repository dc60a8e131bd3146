import SkaldCore
import SkaldTesting
import SkaldValue

/// What a series of simulations came to, for people and for programs.
struct SimulationReport {
  let series: SimulationSeries
  /// The smallest run that fails; nil where none does.
  let shrunk: SimulationResult?

  private var total: SimulationResult { series.total }

  var text: String {
    var lines: [String] = []
    if let failed = series.failed?.run, let shrunk {
      lines += story(of: failed, shrunk)
    } else if !total.story.isEmpty {
      lines += total.story + [""]
    }
    let ends = Status.allCases.compactMap { status in
      total.ends[status].map { "\($0) \(status.rawValue)" }
    }
    let refused = total.refused > 0 ? ["\(total.refused) not begun"] : []
    lines.append("\(counted(total.sagas, "saga")) in \(counted(series.runs, "run")): \(listed(ends + refused))")
    lines.append(
      "\(counted(total.calls, "call")), \(counted(total.commits, "commit")), "
        + "\(counted(total.restarts, "restart")), \(counted(total.deliveries, "delivery", plural: "deliveries"))")
    let faults = total.faults.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key.rawValue)" }
    lines.append("faults: \(listed(faults))")
    if shrunk == nil { lines.append("nothing found") }
    return lines.joined(separator: "\n")
  }

  private func story(of failed: Simulation, _ shrunk: SimulationResult) -> [String] {
    var lines = shrunk.story
    lines.append("")
    for finding in shrunk.findings { lines.append("FOUND  \(finding.text)") }
    lines.append(
      "       seed \(failed.seed), \(counted(failed.sagas, "saga")); the story is of the smallest run that fails")
    lines.append("")
    return lines
  }

  private func listed(_ parts: [String]) -> String { parts.isEmpty ? "none" : parts.joined(separator: ", ") }

  var json: JSON {
    var object = JSONObject([
      ("runs", number(series.runs)), ("sagas", number(total.sagas)), ("notBegun", number(total.refused)),
      ("ends", counts(total.ends.map { ($0.key.rawValue, $0.value) })),
      ("faults", counts(total.faults.map { ($0.key.rawValue, $0.value) })), ("calls", number(total.calls)),
      ("commits", number(total.commits)), ("restarts", number(total.restarts)),
      ("deliveries", number(total.deliveries)),
    ])
    if let failed = series.failed?.run, let shrunk {
      object["seed"] = .string("\(failed.seed)")
      object["findings"] = .array(
        shrunk.findings.map {
          ["rule": .string($0.rule), "saga": .string($0.saga), "message": .string($0.message)]
        })
      object["story"] = .array(shrunk.story.map { .string($0) })
    } else {
      object["findings"] = []
      if !total.story.isEmpty { object["story"] = .array(total.story.map { .string($0) }) }
    }
    return .object(object)
  }

  private func number(_ count: Int) -> JSON { .int(Int64(count)) }

  private func counts(_ counts: [(String, Int)]) -> JSON {
    .object(JSONObject(counts.sorted { $0.0 < $1.0 }.map { ($0.0, number($0.1)) }))
  }
}

extension SimulationResult.Finding {
  /// The finding as one line.
  var text: String { "\(rule): \(saga.isEmpty ? "" : "\(saga): ")\(message)" }
}
