import SkaldCore
import SkaldRuntime
import SkaldValue
import Synchronization

extension SagaEngine {
  /// What the engine does and did; taken between two commits.
  /// - Throws: ``EngineError`` with the codes `store_failed`, `unavailable`.
  public func sample() async throws(EngineError) -> EngineSample {
    let reply = await desk.ask { ticket in queue.push(.sample(ticket)) }
    switch reply {
    case .sampled(let sample): return try await completed(sample)
    case .refused(let error): throw error
    default: throw Self.confused
    }
  }

  /// Adds what the store knows.
  private func completed(_ sample: EngineSample) async throws(EngineError) -> EngineSample {
    let store = try await store
    var sample = sample
    do throws(StoreError) {
      sample.incidents = try store.reader.incidentCounts()
      let letters = try store.reader.deadLetterCounts()
      for (sink, relay) in zip(setup.sinks, store.relays) {
        let backlog = try store.reader.backlog(of: sink.name)
        sample.sinks.append(
          EngineSample.Sink(
            name: sink.name, pending: backlog.rows, oldest: backlog.oldest,
            deadLetters: letters.first { $0.sink == sink.name }?.count ?? 0,
            published: relay.published.load(ordering: .relaxed)))
      }
      let size = try store.reader.size()
      sample.databaseBytes = size.database
      sample.logBytes = size.log
    } catch {
      throw .store(error)
    }
    return sample
  }
}
