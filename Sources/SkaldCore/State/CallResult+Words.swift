extension CallResult {
  /// The word for this answer in histories and reports.
  public var word: String {
    switch self {
    case .ok: "ok"
    case .refused(let code, _): code == nil ? "failed" : "refused"
    case .retryable: "retryable"
    case .lost: "unknown"
    case .pending: "pending"
    case .blocked: "blocked"
    }
  }

  /// What the service said, for people.
  var message: String {
    switch self {
    case .ok, .pending: ""
    case .refused(let code, let message): message.isEmpty ? code ?? "" : message
    case .retryable(_, _, let message), .lost(let message), .blocked(_, let message): message
    }
  }
}
