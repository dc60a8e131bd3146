package import SkaldRuntime
internal import SkaldValue

extension SagaEngine {
  /// What is known of a request under a key; nil where there was none within a day.
  /// - Throws: ``EngineError`` with the code `store_failed`.
  package func request(under key: String) async throws(EngineError) -> RequestRow? {
    let store = try await store
    do throws(StoreError) {
      guard let row = try store.reader.request(key), setup.time.now() - row.at < RequestMark.lifetime else {
        return nil
      }
      return row
    } catch {
      throw .store(error)
    }
  }

  /// Keeps what a request was answered; returns once that is durable.
  /// - Throws: ``EngineError`` with the codes `store_failed`, `unavailable`.
  package func keep(_ answer: RequestRow.Answer, of mark: RequestMark) async throws(EngineError) {
    let reply = await desk.ask { ticket in
      queue.push(.keepAnswer(AnswerKeeping(mark: mark, answer: answer, ticket: ticket)))
    }
    if case .refused(let error) = reply { throw error }
  }
}
