import JSONSchema
import Skald
import SkaldCore
import SkaldEngine
import SkaldLanguage
import SkaldRuntime
import SkaldValue

/// A choreographed flow in virtual time: all participants in this process, and everything is answered from the contracts.
struct FlowRun {
  let flow: CompiledChoreography
  let programs: [SagaProgram]
  let input: JSON
  let events: [(name: String, data: JSON)]
  let script: MockScript
  let isQuiet: Bool

  init(_ command: RunCommand, _ flow: CompiledChoreography) throws {
    guard let participants = flow.participants else {
      throw CommandFault.misuse("`\(command.file)` has no choreography that can be run")
    }
    guard !command.mock.isEmpty else {
      throw CommandFault.misuse(
        "a choreography is run with --mock; `skald serve` runs its participants with their services")
    }
    for (option, value) in [("--key", command.key), ("--resume", command.resume), ("--db", command.db)]
    where value != nil {
      throw CommandFault.misuse("\(option) is for sagas; the flow's key is `\(Self.key(of: participants))` of --input")
    }
    guard command.answer.isEmpty else { throw CommandFault.misuse("--answer is for sagas; nobody asks in a flow") }
    guard let text = command.input else {
      throw CommandFault.misuse("expected --input with the data of the event that begins the flow")
    }
    self.flow = flow
    programs = participants.map { $0.program }
    input = try JSONArgument.value(text, of: "--input")
    events = try command.event.map { try RunPlan.named($0, by: "--event") }
    script = try MockOption.script(command.mock, programs)
    isQuiet = command.format.isJSON
  }

  private static func key(of participants: [CompiledChoreography.Participant]) -> String {
    participants.first?.program.participation?.key ?? ""
  }

  func run() throws -> EndedRun {
    guard let part = programs.first?.participation, let program = programs.first else {
      throw CommandFault.misuse("the choreography has no participants")
    }
    let start = program.event(part.starts)
    let violations = start.data.violations(of: input)
    guard violations.isEmpty else {
      let errors = violations.map { "\($0.path): \($0.message)" }.joined(separator: "; ")
      throw CommandFault.misuse("--input is not what `\(start.name)` declares: \(errors)")
    }
    let store = MemoryStore()
    defer { store.close() }
    var run = try prepare(store)
    run.makesUpEvents = true
    run.send(start.name, input)
    for event in events { run.send(event.name, event.data, after: Milliseconds(1)) }
    do throws(EngineError) {
      return ended(try run.run(), key: input[part.key])
    } catch {
      throw CommandFault(error)
    }
  }

  private func prepare(_ store: MemoryStore) throws -> VirtualFlow {
    var timeline = Timeline()
    let isQuiet = isQuiet
    let width = programs.compactMap { $0.participation?.participant.count }.max() ?? 0
    do throws(StoreError) {
      return try VirtualFlow(programs, store: store, mock: script) { participant, entry in
        guard !isQuiet, let line = timeline.line(entry.json) else { return }
        Console.out(participant + String(repeating: " ", count: max(0, width - participant.count)) + " " + line)
      }
    } catch {
      throw CommandFault(error)
    }
  }

  private func ended(_ result: VirtualFlow.Result, key: JSON?) -> EndedRun {
    let status = result.status
    let parts = result.parts.map { part -> JSON in
      let name = part.program.participation?.participant ?? ""
      let report = part.report.json(part.state, part.program)
      let members = (report.object?.members ?? []).map { ($0.name, $0.value) }
      return .object(JSONObject([("participant", .string(name))] + members))
    }
    let failure = result.parts.first { $0.state.isStuck }?.state.failure
    let report = JSONObject([
      ("choreography", .string(flow.name)), ("version", .int(Int64(flow.version))), ("key", key ?? .null),
      ("status", .string(status.rawValue)), ("failure", failure?.json ?? .null),
      ("events", .array(result.events.map { ["event": .string($0.name), "data": $0.data] })),
      ("participants", .array(parts)),
    ])
    return EndedRun(report: .object(report), reason: reason(result, status))
  }

  private func reason(_ result: VirtualFlow.Result, _ status: FlowStatus) -> String? {
    switch result.end {
    case .outOfTime: return "a day of virtual time went by"
    case .ended: return nil
    case .stuck:
      let waiting = result.parts.filter { !$0.state.status.isTerminal }
        .compactMap { $0.program.participation?.participant }
      let names = waiting.joined(separator: ", ")
      return status == .stuck ? "only an operator could go on" : "no event comes any more for \(names)"
    }
  }
}
