public import SkaldRuntime
public import SkaldValue

/// Hands events on to another daemon, as one batch of CloudEvents.
public struct PeerSender: Sendable {
  /// How long the other may take: whoever sent the events waits until all daemons have them.
  static let durationMax = Milliseconds.seconds(10)
  /// Answers that speak of the moment: too slow, too much.
  private static let passing = [408, 425, 429]

  private let base: String
  private let secret: WebhookSecret?
  private let token: String?
  private let transport: HTTPTransport
  private let time: any TimeSource

  /// Names a daemon.
  /// - Parameters:
  ///   - base: Its address, without a slash at its end.
  ///   - secret: What requests are signed with; nil for no signature.
  ///   - token: What it asks for as a bearer token; nil where it asks for none.
  ///   - transport: What sends the requests.
  ///   - time: The clock of the signature.
  public init(
    base: String, secret: WebhookSecret? = nil, token: String? = nil, transport: HTTPTransport,
    time: any TimeSource = SystemTime()
  ) {
    self.base = base
    self.secret = secret
    self.token = token
    self.transport = transport
    self.time = time
  }

  /// What became of events.
  public enum Outcome: Sendable, Hashable {
    /// The daemon has them on disk.
    case stored
    /// It will not take them, however often they are sent; with why.
    case refused(String)
    /// It does not have them now; with why.
    case away(String)
  }

  /// Posts events for this daemon alone: it does not hand them on.
  public func send(_ events: [JSON]) async -> Outcome {
    guard let url = try? ServiceURL(base + "/v1/events?scope=here") else { return .refused("its address is not valid") }
    let body = JSON.array(events).utf8
    var fields = [(name: "Content-Type", value: "application/cloudevents-batch+json")]
    if let token { fields.append((name: "Authorization", value: "Bearer \(token)")) }
    if let secret { fields += secret.fields(id: events.first?["id"]?.string ?? "", at: time.now(), body: body) }
    let outcome = await transport.send(
      HTTPTransport.Outgoing(url: url, action: nil, fields: fields, body: body, limit: Self.durationMax))
    switch outcome {
    case .answer(let answer) where (200...299).contains(answer.status): return .stored
    case .answer(let answer) where Self.passing.contains(answer.status) || answer.status >= 500:
      return .away("it answered \(answer.status)")
    case .answer(let answer): return .refused("it answered \(answer.status)")
    case .notSent(let message), .lost(let message): return .away(message)
    }
  }
}
