internal import SkaldRuntime
public import SkaldValue

/// Reads what another daemon knows.
public struct PeerReader: Sendable {
  /// How long the other may take: somebody waits for what all of them say together.
  static let durationMax = Milliseconds.seconds(3)
  /// The longest answer that is read.
  static let answerLengthMax = 4 << 20

  private let base: String
  private let token: String?
  private let transport: HTTPTransport

  /// Names a daemon.
  /// - Parameters:
  ///   - base: Its address, without a slash at its end.
  ///   - token: What it asks for as a bearer token; nil where it asks for none.
  ///   - transport: What sends the requests.
  public init(base: String, token: String? = nil, transport: HTTPTransport) {
    self.base = base
    self.token = token
    self.transport = transport
  }

  /// Asks for a path of its API.
  /// - Returns: the status of the answer and its JSON; nil where there is none.
  public func get(_ path: String) async -> (status: Int, body: JSON)? {
    guard let url = try? ServiceURL(base + path) else { return nil }
    let fields = token.map { [(name: "Authorization", value: "Bearer \($0)")] } ?? []
    let outcome = await transport.send(
      HTTPTransport.Outgoing(
        method: .get, url: url, action: nil, fields: fields, body: [], limit: Self.durationMax,
        answerLengthMax: Self.answerLengthMax))
    guard case .answer(let answer) = outcome, case .whole(let bytes) = answer.body, let body = try? JSON.parse(bytes)
    else { return nil }
    return (answer.status, body)
  }
}
