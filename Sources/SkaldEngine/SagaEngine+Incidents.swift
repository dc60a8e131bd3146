internal import SkaldCore
public import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// What is the matter with instances, oldest first, as the API gives it: `{"incidents": […], "next": …}`.
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
          shown.map { $0.json(instance: store.mint.uid(of: $0.instance, startedAt: $0.startedAt)) }),
        "next": rows.count > query.limit ? shown.last.map { .string(String($0.number)) } ?? .null : .null,
      ]
    } catch {
      throw .store(error)
    }
  }

  /// Takes an incident off the list that an ended instance left; returns once that is durable.
  /// - Parameters:
  ///   - number: The incident's number.
  ///   - actor: Who has seen to it, for the audit log.
  /// - Throws: ``EngineError`` with the codes `unknown_incident`, `not_possible` while the instance is live,
  ///   `store_failed`.
  public func settle(incident number: Int64, by actor: String) async throws(EngineError) {
    let reply = await desk.ask { ticket in
      queue.push(.settle(SettleRequest(number: number, by: actor, ticket: ticket)))
    }
    switch reply {
    case .decided: return
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }
}

extension IncidentRow {
  /// The incident as the API gives it.
  fileprivate func json(instance uid: String) -> JSON {
    [
      "id": .string(String(number)), "instance": .string(uid), "saga": .string(saga),
      "key": key.map { .string($0) } ?? .null, "kind": .string(incident.kind), "step": .string(incident.step),
      "message": .string(incident.message), "blocks": .bool(incident.blocks), "openedAt": .string(openedAt.text),
    ]
  }
}
