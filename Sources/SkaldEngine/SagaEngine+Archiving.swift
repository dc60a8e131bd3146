import SkaldRuntime
import SkaldValue

extension SagaEngine {
  /// Who deletes what ended long ago; nil where everything is kept.
  func archivist(_ store: Opened) -> Archivist? { setup.options.retention.map { archivist(store, $0) } }

  /// Who deletes what ended so long ago.
  func archivist(_ store: Opened, _ retention: Retention) -> Archivist {
    let desk = desk
    let queue = queue
    return Archivist(
      reader: store.reader, sinks: setup.sinks.map(\.name), retention: retention, now: setup.time.now,
      rest: { try? await Task.sleep(for: .milliseconds($0.count)) },
      remove: { ids throws(StoreError) in
        let reply = await desk.ask { ticket in queue.push(.archive(ArchiveRequest(ids: ids, ticket: ticket))) }
        if case .refused(let error) = reply { throw StoreError(code: .io, message: error.message) }
      })
  }
}
