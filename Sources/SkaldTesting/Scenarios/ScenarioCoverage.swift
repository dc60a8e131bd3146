internal import SkaldCore
public import SkaldDiagnostics
internal import SkaldEngine
public import SkaldLanguage

/// What the scenarios of a definition come by, and above all what none of them does.
public struct ScenarioCoverage: Sendable {
  /// A kind of thing that a test can come by.
  public enum Kind: String, Sendable, CaseIterable {
    /// A step that runs.
    case steps
    /// A step with a condition that does not hold.
    case skips
    /// A code with which an operation refuses.
    case refusals
    /// A wait that nothing comes for.
    case timeouts
    /// A step that is undone.
    case undos
  }

  /// One thing that a test can come by.
  public struct Item: Sendable, Hashable {
    /// What kind of thing.
    public let kind: Kind
    /// The step, and what becomes of it.
    public let what: String
    /// Where the step stands; nil within sub-sagas.
    public let place: Scenario.Place?
    /// Whether a scenario comes by it.
    public let isTested: Bool
  }

  /// The name of the saga or the choreography.
  public let definition: String
  /// Everything, kind by kind in the order of the definition.
  public let items: [Item]

  /// What no scenario comes by.
  public var untested: [Item] { items.filter { !$0.isTested } }

  /// How many things of a kind are tested, and how many there are.
  public func count(_ kind: Kind) -> (tested: Int, total: Int) {
    let all = items.filter { $0.kind == kind }
    return (all.count { $0.isTested }, all.count)
  }

  /// The coverage of each definition that scenarios are about, in the order of the scenarios.
  /// - Parameters:
  ///   - results: How the scenarios went.
  ///   - compilation: What they were made of.
  ///   - files: The texts of the files.
  public static func all(
    of results: [ScenarioResult], in compilation: Compilation, files: [SourceText]
  ) -> [ScenarioCoverage] {
    var names: [String] = []
    var tracks: [String: RunTrack] = [:]
    for result in results {
      if !names.contains(result.scenario.definition) { names.append(result.scenario.definition) }
      for (program, track) in result.tracks { tracks[program, default: RunTrack()].add(track) }
    }
    return names.map { name in
      let items = compilation.programs(of: name).flatMap { program, debug, prefix in
        let lines = ProgramLines(debug: debug, source: files.first { $0.path == debug.file }, prefix: prefix)
        return program.coverage(by: tracks[program.name] ?? RunTrack(), lines)
      }
      return ScenarioCoverage(
        definition: name, items: Kind.allCases.flatMap { kind in items.filter { $0.kind == kind } })
    }
  }
}

/// Where the steps of a program stand.
private struct ProgramLines {
  let debug: DebugInfo
  let source: SourceText?
  /// What tells its steps from those of other participants.
  let prefix: String

  func place(of id: StepID, _ program: SagaProgram) -> Scenario.Place? {
    guard program.step(id).saga == nil, let range = debug.place(of: id), let source else { return nil }
    return Scenario.Place(file: debug.file, line: source.position(at: range.start).line)
  }
}

extension Compilation {
  /// The programs of a saga or a choreography.
  fileprivate func programs(of name: String) -> [(SagaProgram, DebugInfo, prefix: String)] {
    for saga in sagas where saga.name == name {
      if let program = saga.program, let debug = saga.debug { return [(program, debug, "")] }
    }
    let flow = choreographies.first { $0.name == name }
    return (flow?.participants ?? []).map { ($0.program, $0.debug, "\($0.name): ") }
  }
}

extension SagaProgram {
  fileprivate func coverage(by track: RunTrack, _ lines: ProgramLines) -> [ScenarioCoverage.Item] {
    nodes.flatMap { node -> [ScenarioCoverage.Item] in
      let parts: (StepID, [(ScenarioCoverage.Kind, String, Bool)])
      switch node.instruction {
      case .invoke(let invoke): parts = (invoke.step, coverage(of: invoke, track))
      case .wait(let wait): parts = (wait.step, coverage(of: wait, track))
      case .branch(let branch):
        guard let step = branch.skipped else { return [] }
        parts = (step, [(.skips, "is skipped", track.skipped.contains(step))])
      case .sleep(let sleep): parts = (sleep.step, [ran(sleep.step, track)])
      case .set(let step, _, _), .emit(let step, _), .fail(.raise(_, _, let step)): parts = (step, [ran(step, track)])
      case .fork, .join, .finish, .fail(.again): return []
      }
      return parts.1.map { kind, words, isTested in
        ScenarioCoverage.Item(
          kind: kind, what: "\(lines.prefix)\(step(parts.0).title) \(words)", place: lines.place(of: parts.0, self),
          isTested: isTested)
      }
    }
  }

  private func ran(_ step: StepID, _ track: RunTrack) -> (ScenarioCoverage.Kind, String, Bool) {
    (.steps, "runs", track.steps.contains(step))
  }

  private func coverage(of invoke: Invoke, _ track: RunTrack) -> [(ScenarioCoverage.Kind, String, Bool)] {
    let codes = operation(invoke.call.operation).refusals
    var parts = [ran(invoke.step, track)]
    parts += codes.map { (.refusals, "is refused: \($0)", track.failures.contains(.init(step: invoke.step, code: $0))) }
    if !invoke.undo.isEmpty { parts.append((.undos, "is undone", track.undone.contains(invoke.step))) }
    return parts
  }

  private func coverage(of wait: Wait, _ track: RunTrack) -> [(ScenarioCoverage.Kind, String, Bool)] {
    var parts = [ran(wait.step, track)]
    guard wait.policy != nil else { return parts }
    let failure = RunTrack.Failed(step: wait.step, code: Failure.waitTimedOut)
    let isOverdue = track.overdue.contains(step(wait.step).title)
    parts.append((.timeouts, "times out", isOverdue || track.failures.contains(failure)))
    return parts
  }
}
