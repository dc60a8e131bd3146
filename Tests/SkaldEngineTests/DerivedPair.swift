import FoundationEssentials
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

/// A saga and the choreography that is derived from it, for the same input.
struct DerivedPair {
  /// How a run of either ended.
  struct Outcome: Hashable {
    /// The status; `stuck` where only an operator could go on.
    var status: String
    /// Why it was undone, where it was.
    var code: String?
    /// How often each operation took effect.
    var effects: [String: Int]
  }

  /// A call that is tried for ever, and never answered, would fill a day: so many commits tell that it goes on.
  private static let commitsMax = 200

  let saga: SagaProgram
  let participants: [SagaProgram]
  let input: JSON

  init(_ name: String) throws {
    let (sources, folder, use) = try Self.files(of: name)
    let first = Compiler.compile(sources, projectFolder: folder, isWholeProject: true)
    let compiled = try #require(first.sagas.first)
    saga = try #require(compiled.program)
    let derivation = ChoreographyDerivation(of: compiled.bound, use: [use])
    let text = try #require(derivation.text, "\(derivation.problems.map(\.message))")
    let path = folder == "." ? "derived.choreography.yaml" : folder + "/derived.choreography.yaml"
    let whole = Compiler.compile(
      sources + [SourceText(path: path, text: text)], projectFolder: folder, isWholeProject: true)
    let flow = try #require(whole.choreographies.first { $0.name == derivation.name })
    participants = try #require(flow.participants).map(\.program)
    input = SampleValue(number: 1).value(of: saga.input, named: "input")
  }

  /// The files of a saga: those of the sample, or one of the corpus, which is a file of its own.
  private static func files(of name: String) throws -> (sources: [SourceText], folder: String, use: String) {
    let root = URL(fileURLWithPath: #filePath).appendingPathComponent("../../..").standardized
    if name == "place-order" {
      let sources = try ["contracts.yaml", "place-order.saga.yaml"].map { file in
        let data = try Data(contentsOf: root.appendingPathComponent("sagas/" + file))
        return SourceText(path: "sagas/" + file, bytes: Array(data))
      }
      return (sources, "sagas", "contracts.yaml")
    }
    let path = "Tests/SkaldLanguageTests/Corpus/correct/\(name).saga.yaml"
    let data = try Data(contentsOf: root.appendingPathComponent(path))
    return ([SourceText(path: "a.saga.yaml", bytes: Array(data))], ".", "a.saga.yaml")
  }

  /// What the saga comes to.
  func original(_ rules: [MockScript.Rule]) throws -> Outcome {
    var setup = VirtualRun.Setup()
    setup.commitsMax = Self.commitsMax
    var run = try VirtualRun(saga, store: MemoryStore(), setup: setup, mock: MockScript(rules))
    let result = try run.run(.start(input: input, key: nil))
    let state = result.state
    return Outcome(
      status: Self.word(state.status, isStuck: state.isStuck),
      code: state.status == .compensated ? state.failure?.code : nil, effects: effects(result.services))
  }

  /// The derived flow, ready to be run.
  /// - Parameter isSpread: Whether each participant has an engine of its own.
  func flow(
    _ rules: [MockScript.Rule], isSpread: Bool = false, setup: VirtualRun.Setup = VirtualRun.Setup(),
    databases: [MemoryDatabase]? = nil
  ) throws -> VirtualFlow {
    let groups = isSpread ? participants.map { [$0] } : [participants]
    let stores = (databases ?? groups.map { _ in MemoryDatabase() }).map { MemoryStore($0) }
    var setup = setup
    setup.commitsMax = Self.commitsMax
    var flow = try VirtualFlow(engines: Array(zip(groups, stores)), setup: setup, mock: MockScript(rules))
    flow.makesUpEvents = true
    if let program = participants.first, let part = program.participation {
      let start = program.event(part.starts)
      flow.send(start.name, SampleValue(number: 1).eventData(of: start.data, input: input))
    }
    return flow
  }

  /// What a run of the flow came to.
  func outcome(_ result: VirtualFlow.Result) -> Outcome {
    let reason = result.events.last { $0.data["reason"] != nil }?.data["reason"]?.string
    return Outcome(
      status: result.status.rawValue, code: result.status == .compensated ? reason : nil,
      effects: effects(result.services))
  }

  /// Whether the flow stands still at a call that may be made once only, and where the saga does so, too, when nobody
  /// heard the answer.
  func gaveUp(_ result: VirtualFlow.Result) throws -> Bool {
    guard let stuck = result.parts.first(where: { $0.state.isStuck }), let call = stuck.report.calls.last else {
      return false
    }
    let unheard = MockScript.Rule(operation: call.operation, behavior: .timesOut, count: 1)
    return try original([unheard]).status == FlowStatus.stuck.rawValue
  }

  private func effects(_ services: MockScript) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: saga.operations.map { ($0.name, services.effects(of: $0.name)) })
  }

  private static func word(_ status: Status, isStuck: Bool) -> String {
    if status.isTerminal { return status.rawValue }
    return isStuck ? FlowStatus.stuck.rawValue : FlowStatus.running.rawValue
  }
}
