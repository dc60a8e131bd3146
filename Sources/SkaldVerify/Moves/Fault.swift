/// What may go wrong with one attempt of a call.
enum Fault: String, Sendable, Hashable, CaseIterable {
  /// The request takes effect, and the answer is lost.
  case answerLost = "answer lost"
  /// The request never arrives.
  case requestLost = "request lost"
  /// The request arrives when nobody waits for it any more, if ever.
  case requestDelayed = "request delayed"
  /// The request arrives twice, and is answered.
  case requestRepeated = "request repeated"
  /// The service, or something before it, answers that it cannot now (503).
  case unavailable
  /// The engine may not call the service (401, 404): somebody has to set it up.
  case notSetUp = "not set up"

  /// Whether a service that stays away does the same to every attempt.
  var isLasting: Bool {
    switch self {
    case .answerLost, .requestLost, .unavailable: true
    case .requestDelayed, .requestRepeated, .notSetUp: false
    }
  }
}
