import JSONSchema
import SkaldCore
import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// A page of flows, the latest first.
  public struct FlowPage: Sendable {
    /// The flows.
    public let flows: [FlowView]
    /// What to give for the page behind this one; nil at the end.
    public let next: String?

    /// The page as the API gives it.
    public var json: JSON {
      let list = flows.map { flow -> JSON in
        let whole = flow.json
        let names = ["choreography", "version", "key", "status", "overdue", "startedAt", "updatedAt", "needs"]
        return .object(JSONObject(names.map { ($0, whole[$0] ?? .null) }))
      }
      return ["flows": .array(list), "next": next.map { .string($0) } ?? .null]
    }
  }

  /// The names of the choreographies whose participants run here, sorted.
  public var choreographies: [String] {
    Set(programs.compactMap { $0.participation?.choreography }).sorted()
  }

  /// A choreographed flow, put together from what the participants that run here know of it.
  /// - Parameters:
  ///   - choreography: Its name.
  ///   - key: The value of its key field, as text.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `unknown_instance`, `store_failed`.
  public func flow(_ choreography: String, key: String) async throws(EngineError) -> FlowView {
    let participants = try participants(of: choreography)
    var parts: [FlowView.Part] = []
    for program in participants {
      let page = try await instances(InstanceQuery(saga: program.name, key: key, limit: 1))
      guard let id = page.ids.first else { continue }
      let (state, program, entries) = try await replay(id)
      parts.append(
        FlowView.Part(
          participant: program.participation?.participant ?? program.name, id: id, program: program, state: state,
          entries: entries))
    }
    guard !parts.isEmpty else {
      throw EngineError(
        code: .unknownInstance, message: "no participant of `\(choreography)` has heard of the key `\(key)`")
    }
    parts.sort { $0.state.startedAt < $1.state.startedAt }
    return FlowView(
      choreography: choreography, version: parts.map(\.program.version).max() ?? 1, key: key, parts: parts)
  }

  /// Flows of a choreography, the latest first.
  /// - Parameters:
  ///   - limit: At most so many.
  ///   - cursor: Where to go on: ``FlowPage/next`` of the page before.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `input_invalid`, `store_failed`.
  public func flows(
    _ choreography: String, limit: Int = 50, after cursor: String? = nil
  ) async throws(EngineError) -> FlowPage {
    let participants = try participants(of: choreography)
    // One that hears the first event takes part in every flow.
    let first = participants.first { $0.startsFlows } ?? participants.first
    let page = try await instances(
      InstanceQuery(saga: first?.name, key: nil, limit: limit), where: nil, after: cursor)
    var flows: [FlowView] = []
    for row in page.instances {
      if let key = row.key { flows.append(try await flow(choreography, key: key)) }
    }
    return FlowPage(flows: flows, next: page.next)
  }

  private func participants(of choreography: String) throws(EngineError) -> [SagaProgram] {
    let found = programs.filter { $0.participation?.choreography == choreography }
    guard found.isEmpty else { return found }
    let known = choreographies
    let hint = known.isEmpty ? "none runs here" : "known are: \(known.joined(separator: ", "))"
    throw EngineError(code: .unknownSaga, message: "there is no choreography `\(choreography)`; \(hint)")
  }
}

extension SagaProgram {
  fileprivate var startsFlows: Bool {
    participation.map { part in startingEvents.contains(part.starts) } ?? false
  }
}
