internal import SkaldCore
internal import SkaldValue

/// What the answer of a service means for its step.
enum ResponseMapping {
  /// The longest code and the longest message that are taken over; they are kept in the journal.
  static let codeLengthMax = 200
  static let messageLengthMax = 500

  /// The result of a call that was answered.
  static func result(of answer: Answer, now: Timestamp) -> CallResult {
    switch answer.status {
    case 202 where answer.body == .whole([]) || answer.isMarked("pending"): return .pending
    case 200...299: return done(answer)
    case 409 where answer.isMarked("tombstoned"):
      return .refused(code: Failure.tombstoned, message: "the undo came first")
    case 409, 422: return refused(answer, takesCode: true)
    case 400, 410: return refused(answer, takesCode: false)
    case 408, 425, 503: return later(answer, effect: .unknown, now: now)
    case 429: return later(answer, effect: .none, now: now)
    case 300...499, 501: return .blocked(effect: .none, message: "the service answered \(answer.status)")
    default:
      return .retryable(effect: .unknown, notBefore: nil, message: "the service answered \(answer.status)")
    }
  }

  private static func done(_ answer: Answer) -> CallResult {
    switch answer.body {
    case .tooLong:
      let limit = HTTPTransport.responseLengthMax / 1024
      return .blocked(effect: .applied, message: "the answer is longer than \(limit) KiB")
    case .whole(let bytes) where bytes.isEmpty: return .ok(nil)
    case .whole(let bytes):
      do {
        return .ok(try JSON.parse(bytes))
      } catch {
        return .blocked(effect: .applied, message: "the answer is no JSON: \(error)")
      }
    }
  }

  private static func refused(_ answer: Answer, takesCode: Bool) -> CallResult {
    let object = answer.object
    let said = object?["message"]?.string ?? object?["detail"]?.string
    let message = said.map { String($0.prefix(messageLengthMax)) }
    if takesCode, let code = object?["refused"]?.string, !code.isEmpty, code.utf8.count <= codeLengthMax {
      return .refused(code: code, message: message ?? "")
    }
    return .refused(code: nil, message: message ?? "the service answered \(answer.status)")
  }

  private static func later(_ answer: Answer, effect: CallResult.AttemptEffect, now: Timestamp) -> CallResult {
    .retryable(
      effect: effect, notBefore: answer.retryAfter.flatMap { RetryAfter.wait($0, now: now) },
      message: "the service answered \(answer.status)")
  }

  /// The result of a request, answered or not.
  static func result(of outcome: HTTPTransport.Outcome, now: Timestamp) -> CallResult {
    switch outcome {
    case .answer(let answer): result(of: answer, now: now)
    case .notSent(let message): .retryable(effect: .none, notBefore: nil, message: message)
    case .lost(let message): .lost(message: message)
    }
  }
}

extension Answer {
  /// Whether the service marks its answer with this word in `Skald-Result`.
  fileprivate func isMarked(_ word: String) -> Bool { result?.lowercased() == word }

  fileprivate var object: JSONObject? {
    switch body {
    case .tooLong: nil
    case .whole(let bytes): (try? JSON.parse(bytes))?.object
    }
  }
}
