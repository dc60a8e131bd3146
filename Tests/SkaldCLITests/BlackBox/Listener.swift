import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import NIOPosix
import SkaldValue
import Synchronization

/// A service that remembers what it was sent and tells it again in its answers.
final class Listener: Sendable {
  /// A request as it arrived.
  struct Seen: Sendable {
    let path: String
    let authorization: String?
    let body: JSON
  }

  private struct State {
    var seen: [Seen] = []
    var isSilent = false
  }

  private let state = Mutex(State())
  private let channel = Mutex<(any Channel)?>(nil)

  /// Starts to listen on a free port.
  init() async throws {
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { [self] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(EchoHandler(self))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    channel.withLock { $0 = server }
  }

  var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }
  var seen: [Seen] { state.withLock { $0.seen } }

  /// From now on requests are taken and not answered, or answered again.
  func be(silent: Bool) { state.withLock { $0.isSilent = silent } }

  /// Ends it.
  func close() async throws { try await channel.withLock { $0.take() }?.close() }

  /// Takes a request; whether it shall be answered.
  fileprivate func take(_ seen: Seen) -> Bool {
    state.withLock { state in
      state.seen.append(seen)
      return !state.isSilent
    }
  }
}

private final class EchoHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let listener: Listener
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()

  init(_ listener: Listener) { self.listener = listener }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
    case .body(var part): body.writeBuffer(&part)
    case .end: answer(context)
    }
  }

  /// Answers by the address that the request named, after the request itself was answered.
  private func answerLater(_ sent: JSON, at address: String, _ context: ChannelHandlerContext) {
    let bytes = JSON.object(JSONObject([("said", sent)])).utf8
    context.eventLoop.scheduleTask(in: .milliseconds(50)) {
      guard
        let request = try? HTTPClient.Request(
          url: address, method: .POST, headers: ["Content-Type": "application/json"], body: .bytes(bytes))
      else { return }
      _ = HTTPClient.shared.execute(request: request)
    }
  }

  private func answer(_ context: ChannelHandlerContext) {
    guard let head else { return }
    let sent = (try? JSON.parse(Array(body.readableBytesView))) ?? .null
    let authorization = head.headers.first(name: "Authorization")
    if head.uri == "/later", let address = head.headers.first(name: "Skald-Callback") {
      answerLater(sent, at: address, context)
    }
    guard listener.take(.init(path: head.uri, authorization: authorization, body: sent)) else { return }
    let refuses = head.uri == "/refuse"
    var said = JSONObject([("said", sent), ("heard", .string(authorization ?? ""))])
    if refuses {
      said = JSONObject([("refused", "declined"), ("message", .string(sent.text + (authorization ?? "")))])
    }
    let bytes = JSON.object(said).utf8
    let fields = HTTPHeaders([("Content-Length", "\(bytes.count)"), ("Content-Type", "application/json")])
    let status: HTTPResponseStatus =
      switch head.uri {
      case "/refuse": .conflict
      case "/reject": .unprocessableEntity
      case "/later": .accepted
      default: .ok
      }
    let answer = HTTPResponseHead(version: .http1_1, status: status, headers: fields)
    context.write(wrapOutboundOut(.head(answer)), promise: nil)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }
}
