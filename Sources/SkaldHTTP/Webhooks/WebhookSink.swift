public import SkaldRuntime
internal import SkaldValue

/// Delivers events to a URL, as [CloudEvents](https://github.com/cloudevents/spec) in the structured mode.
///
/// Any answer of 200 to 299 acknowledges. With a secret, requests are signed as
/// [Standard Webhooks](https://www.standardwebhooks.com) does.
public struct WebhookSink: Sink {
  /// The longest time for one delivery: long enough for a slow receiver, short enough to see that it hangs.
  static let durationMax = Milliseconds.seconds(30)

  /// The answers that speak of this event and no other: it is malformed, too long, of a type that is not taken, or its
  /// data is not what is expected. Others may be about the address, the token or the moment.
  static let refusals = [400, 413, 415, 422]

  /// The name under which the store keeps its cursor.
  public let name: String
  private let url: ServiceURL
  private let secret: WebhookSecret?
  private let token: String?
  private let transport: HTTPTransport
  private let time: any TimeSource

  /// Makes a sink.
  /// - Parameters:
  ///   - name: The name under which the store keeps its cursor.
  ///   - url: Where events are posted.
  ///   - secret: What requests are signed with; nil for no signature.
  ///   - token: What the receiver asks for as a bearer token; nil where it asks for none.
  ///   - transport: What sends the requests; shared by all handlers and sinks.
  ///   - time: The clock of the signature.
  public init(
    name: String, url: ServiceURL, secret: WebhookSecret? = nil, token: String? = nil, transport: HTTPTransport,
    time: any TimeSource = SystemTime()
  ) {
    self.name = name
    self.url = url
    self.secret = secret
    self.token = token
    self.transport = transport
    self.time = time
  }

  /// Posts an event and returns once the receiver acknowledged it.
  public func deliver(_ event: OutboundEvent) async throws(SinkError) {
    let body = event.cloudEvent.utf8
    var fields = [(name: "Content-Type", value: "application/cloudevents+json")]
    if let token { fields.append((name: "Authorization", value: "Bearer \(token)")) }
    if let secret { fields += secret.fields(id: event.id, at: time.now(), body: body) }
    let outcome = await transport.send(
      HTTPTransport.Outgoing(url: url, action: nil, fields: fields, body: body, limit: Self.durationMax))
    switch outcome {
    case .answer(let answer) where (200...299).contains(answer.status): return
    case .answer(let answer):
      throw SinkError(
        message: "the receiver answered \(answer.status)", isRefused: Self.refusals.contains(answer.status))
    case .notSent(let message), .lost(let message): throw SinkError(message: message)
    }
  }
}
