internal import SkaldCore
public import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// What is the matter with instances and with the engine itself, oldest first, as the API gives it: `{"incidents": […], "next": …}`.
  ///
  /// `next` is what to give as ``IncidentQuery/after`` for the next page; null at the end. Incidents that only say what
  /// happened stay when their instance ends, until ``settle(incident:by:)``.
  /// - Throws: ``EngineError`` with the code `store_failed`.
  public func incidents(_ query: IncidentQuery) async throws(EngineError) -> JSON {
    let store = try await store
    var wider = query
    wider.limit += 1
    do throws(StoreError) {
      let rows = try store.reader.incidents(wider)
      let shown = rows.prefix(query.limit)
      return [
        "incidents": .array(
          shown.map { row in
            let uid = row.instance.flatMap { id in row.startedAt.map { store.mint.uid(of: id, startedAt: $0) } }
            return row.json(instance: uid)
          }),
        "next": rows.count > query.limit ? shown.last.map { .string(String($0.number)) } ?? .null : .null,
      ]
    } catch {
      throw .store(error)
    }
  }

  /// Takes an incident off the list that does not end by itself: what an ended instance left, what the engine tells of
  /// itself. Returns once that is durable.
  /// - Parameters:
  ///   - number: The incident's number.
  ///   - actor: Who has seen to it, for the audit log.
  /// - Throws: ``EngineError`` with the codes `unknown_incident`, `not_possible` where it ends with its cause: while the
  ///   instance is live, or a sink holds the events; `store_failed`.
  public func settle(incident number: Int64, by actor: String) async throws(EngineError) {
    try await checkOutbox(incident: number)
    let reply = await desk.ask { ticket in
      queue.push(.settle(SettleRequest(number: number, by: actor, ticket: ticket)))
    }
    switch reply {
    case .decided: return
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// An incident of a sink that is not configured any more ends with nothing; that of one that is must not be taken from
  /// its relay.
  private func checkOutbox(incident number: Int64) async throws(EngineError) {
    let store = try await store
    let row: IncidentRow?
    do throws(StoreError) {
      row = try store.reader.incidents(IncidentQuery(after: number - 1, limit: 1)).first
    } catch {
      throw .store(error)
    }
    guard let incident = row?.incident, row?.number == number else { return }
    if incident.kind == IncidentKinds.deadLetters, setup.sinks.contains(where: { $0.name == incident.step }) {
      throw EngineError(
        code: .notPossible, message: "the sink has dead letters: the incident ends with the last of them")
    }
    guard incident.kind == IncidentKinds.outbox,
      setup.sinks.contains(where: { incident.step.hasPrefix(IncidentKinds.subject(sink: $0.name, "")) })
    else { return }
    throw EngineError(
      code: .notPossible, message: "the sink does not acknowledge an event: the incident ends with that, or with a drop"
    )
  }
}

extension IncidentRow {
  /// The incident as the API gives it.
  fileprivate func json(instance uid: String?) -> JSON {
    [
      "id": .string(String(number)), "instance": uid.map { .string($0) } ?? .null,
      "saga": saga.map { .string($0) } ?? .null,
      "key": key.map { .string($0) } ?? .null, "kind": .string(incident.kind), "step": .string(incident.step),
      "message": .string(incident.message), "blocks": .bool(incident.blocks), "openedAt": .string(openedAt.text),
    ]
  }
}
