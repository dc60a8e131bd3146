import SkaldCore
import SkaldEngine
import SkaldLanguage
import SkaldValue

/// What a run of a scenario came to, in the words in which it is compared.
struct ScenarioOutcome: Sendable {
  /// The status, or `stuck`.
  let outcome: String
  /// Where it stands where it came to no end, as one clause.
  var unfinished: String?
  let report: RunReport
  var output: JSON?
  var failure: Failure?
  let elapsed: Milliseconds
  let services: MockScript
  let commits: Int
  /// Which parts of each program it came by, by the program's name.
  var tracks: [String: RunTrack] = [:]

  /// The operations that were called, in order.
  var calls: [String] { report.calls.map { $0.operation } }
  /// The events that were emitted, in order.
  var emits: [String] { report.emits.map { $0.name } }

  /// The states of an entity, in order.
  func states(of entity: String) -> [String] { report.states.first { $0.entity == entity }?.states ?? [] }

  /// The keys under which an operation was called, each once.
  func keys(of operation: String) -> [String] {
    var keys: [String] = []
    for call in report.calls where call.operation == operation && !keys.contains(call.idempotencyKey) {
      keys.append(call.idempotencyKey)
    }
    return keys
  }

  init(_ result: VirtualRun.Result) {
    let state = result.state
    let isStuck = !state.status.isTerminal && (state.isStuck || result.end == .stuck)
    outcome = isStuck ? ExpectationSyntax.Outcome.stuck.rawValue : state.status.rawValue
    if !state.status.isTerminal {
      unfinished = Self.reason(result.end, at: state.stand(result.program).record.map(result.program.title))
    }
    report = result.report
    output = state.output
    failure = state.failure
    elapsed = result.elapsed
    services = result.services
    commits = result.commits
    tracks[result.program.name] = result.track
  }

  init(_ result: VirtualFlow.Result) {
    let isOver = ![.running, .stuck].contains(result.status)
    let isStuck = !isOver && (result.status == .stuck || result.end != .outOfTime)
    outcome = isStuck ? ExpectationSyntax.Outcome.stuck.rawValue : result.status.rawValue
    if !isOver {
      let waiting = result.parts.filter { !$0.state.status.isTerminal }
      let names = waiting.compactMap { $0.program.participation?.participant }.joined(separator: ", ")
      unfinished = result.parts.isEmpty ? "no event began it" : Self.reason(result.end, at: names)
    }
    report = result.whole
    failure = result.parts.lazy.compactMap { $0.state.failure }.first
    elapsed = result.elapsed
    services = result.services
    commits = result.commits
    for part in result.parts { tracks[part.program.name, default: RunTrack()].add(part.track) }
  }

  private static func reason(_ end: VirtualRun.End, at place: String?) -> String {
    let stand = place.map { " at \($0)" } ?? ""
    return end == .outOfTime ? "it goes on and on\(stand)" : "it stands\(stand)"
  }
}

extension SagaProgram {
  fileprivate func title(of record: RecordID) -> String { step(record.step).title }
}
