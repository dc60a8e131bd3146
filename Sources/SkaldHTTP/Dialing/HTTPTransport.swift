internal import AsyncHTTPClient
internal import NIOCore
internal import NIOHTTP1
internal import SkaldRuntime
internal import SkaldValue

/// Sends requests of handlers and sinks, one transport for all of them.
///
/// Redirects are not followed, answers are not decompressed, and only as much of them is read as is allowed.
/// ``shutdown()`` waits until its connections are closed; one that is dropped without it closes them later.
public final class HTTPTransport: Sendable {
  /// The longest answer that is read: a result is kept with its saga and must stay small.
  public static let responseLengthMax = 256 * 1024
  /// The longest time a request may take, whatever its deadline says.
  static let durationMax = Milliseconds.hours(24)

  private let clients: PinnedClients

  /// Makes a transport with the resolver of the operating system.
  public init() { clients = PinnedClients(resolver: SystemResolver()) }

  init(resolver: any HostResolver) { clients = PinnedClients(resolver: resolver) }

  /// Ends all connections; calls in flight are lost.
  public func shutdown() async { await clients.close() }

  /// What is sent.
  struct Outgoing: Sendable {
    /// How it is sent.
    enum Method: Sendable {
      /// With its body.
      case post
      /// Without one.
      case get
    }

    var method = Method.post
    var url: ServiceURL
    /// The segment after the path of the URL; nil for none.
    var action: String?
    var fields: [(name: String, value: String)]
    var body: [UInt8]
    /// How long it may take until the last byte of the answer.
    var limit: Milliseconds
    /// How much is read of the answer.
    var answerLengthMax = HTTPTransport.responseLengthMax
  }

  /// What became of a request.
  enum Outcome: Sendable {
    /// An answer came.
    case answer(Answer)
    /// No byte of the request was sent.
    case notSent(message: String)
    /// The request was sent, at least in part, and no whole answer came.
    case lost(message: String)
  }

  /// Sends a request and waits for the answer, until the limit or until the task is canceled.
  func send(_ outgoing: Outgoing) async -> Outcome {
    guard outgoing.limit.count > 0 else { return .notSent(message: "the deadline passed before the call was made") }
    let client: HTTPClient
    do {
      client = try await clients.client(for: outgoing.url)
    } catch {
      return .notSent(message: Self.words(for: error, host: outgoing.url.hostText))
    }
    await clients.trim()
    let outcome = await withTimeLimit(min(outgoing.limit, Self.durationMax)) {
      await Self.exchange(outgoing, with: client)
    }
    return outcome ?? .lost(message: "no answer within \(outgoing.limit.text)")
  }

  private static func words(for error: DialError, host: String) -> String {
    switch error {
    case .unknownHost: "no address is known for \(host)"
    case .notPublic: "\(host) leads to an address that is not public; name the address itself to allow it"
    }
  }

  private static func exchange(_ outgoing: Outgoing, with client: HTTPClient) async -> Outcome {
    var request = HTTPClientRequest(
      url: outgoing.action.map { outgoing.url.url(of: $0) } ?? outgoing.url.description)
    request.method = outgoing.method == .get ? .GET : .POST
    for (name, value) in outgoing.fields { request.headers.add(name: name, value: value) }
    request.headers.add(name: "User-Agent", value: "skald")
    if outgoing.method == .post { request.body = .bytes(outgoing.body) }
    do {
      let response = try await client.execute(
        request, timeout: .milliseconds(min(outgoing.limit, durationMax).count))
      let body = try await read(response.body, upTo: outgoing.answerLengthMax)
      // A canceled read looks like the end of the body.
      guard !Task.isCancelled else { return .lost(message: "the call was given up before its answer ended") }
      return .answer(
        Answer(
          status: Int(response.status.code), retryAfter: response.headers.first(name: "Retry-After"),
          result: response.headers.first(name: "Skald-Result"), body: body))
    } catch {
      return TransportFault.outcome(of: error)
    }
  }

  private static func read(_ body: HTTPClientResponse.Body, upTo lengthMax: Int) async throws -> Answer.Body {
    do {
      return .whole(Array(buffer: try await body.collect(upTo: lengthMax)))
    } catch is NIOTooManyBytesError {
      return .tooLong
    }
  }
}

/// The answer of a service, as far as it matters.
struct Answer: Sendable, Hashable {
  /// What was read of the body.
  enum Body: Sendable, Hashable {
    case whole([UInt8])
    case tooLong
  }

  var status: Int
  var retryAfter: String?
  var result: String?
  var body: Body
}
