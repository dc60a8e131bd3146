import SkaldRuntime
import SkaldValue

extension Kernel {
  /// How often requests are forgotten that are old.
  private static let requestSweepInterval = Milliseconds.hours(1)

  /// What a request did that came before; nil where it did not.
  func outcome(of mark: RequestMark) throws(StoreError) -> JSON? {
    guard let row = try reader.request(mark.key), row.fingerprint == mark.fingerprint,
      now - row.at < RequestMark.lifetime
    else { return nil }
    return row.outcome
  }

  /// Notes with the act what a request did.
  func note(_ outcome: JSON, of mark: RequestMark) {
    note(RequestRow(key: mark.key, fingerprint: mark.fingerprint, outcome: outcome, at: now))
  }

  /// Keeps what a request was answered.
  func keep(_ request: AnswerKeeping) {
    note(RequestRow(key: request.mark.key, fingerprint: request.mark.fingerprint, answer: request.answer, at: now))
    actions.append(.reply(request.ticket, .decided))
  }

  private func note(_ row: RequestRow) {
    batch.requests.append(row)
    if let last = requestsSweptAt, now - last < Self.requestSweepInterval { return }
    requestsSweptAt = now
    batch.requestsBefore = now + Milliseconds(-RequestMark.lifetime.count)
  }
}
