public import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// What people did, newest first, as the API gives it: `{"entries": […], "next": …}`.
  ///
  /// Every entry has a `seal`, a digest over it and all before it, in hexadecimal digits: who keeps one of them elsewhere
  /// can tell whether the log was changed since. `skald fsck` follows the whole chain.
  /// - Parameter query: Which entries; `next` is what to give as ``AuditQuery/after`` for the next page.
  /// - Throws: ``EngineError`` with the code `store_failed`.
  public func audit(_ query: AuditQuery) async throws(EngineError) -> JSON {
    let store = try await store
    var wider = query
    wider.limit += 1
    do throws(StoreError) {
      let rows = try store.reader.audit(wider)
      let shown = rows.prefix(query.limit)
      return [
        "entries": .array(shown.map(\.json)),
        "next": rows.count > query.limit ? shown.last.map { .string(String($0.number)) } ?? .null : .null,
      ]
    } catch {
      throw .store(error)
    }
  }
}

extension AuditRow {
  /// The entry as the API gives it.
  fileprivate var json: JSON {
    [
      "number": .int(number), "at": .string(entry.at.text), "actor": .string(entry.actor),
      "action": .string(entry.action), "target": .string(entry.target), "reason": .string(entry.reason),
      "detail": entry.detail, "seal": .string(Hexadecimal.text(seal)),
    ]
  }
}
