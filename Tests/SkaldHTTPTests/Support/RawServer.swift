#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import NIOCore
import NIOPosix
import Synchronization

/// A server that speaks no protocol: it does what its script says once the first bytes arrive.
struct RawServer: Sendable {
  /// What is done with a connection that sent something.
  enum Script: Sendable {
    /// Nothing at all.
    case silence
    /// The connection is closed.
    case close
    /// The connection is broken off with a reset.
    case reset
    /// A text is sent, and the connection is left open.
    case send(String)
    /// A text is sent, and the connection is closed.
    case sendAndClose(String)
    /// A head is sent, then chunks of a body without end.
    case endless
    /// A head is sent, then one byte of the body now and then, without end.
    case drip
  }

  let port: Int
  private let count: ConnectionCount

  /// How many connections were made.
  var connections: Int { count.value }

  /// Runs a server while something is done with it.
  static func run<Result: Sendable>(
    _ script: Script, _ body: (RawServer) async throws -> Result
  ) async throws -> Result {
    let count = ConnectionCount()
    let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        count.increase()
        return channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ScriptHandler(script))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    guard let port = channel.localAddress?.port else { throw ChannelError.unknownLocalAddress }
    do {
      let result = try await body(RawServer(port: port, count: count))
      try await channel.close()
      return result
    } catch {
      try await channel.close()
      throw error
    }
  }
}

private final class ConnectionCount: Sendable {
  private let count = Mutex(0)
  var value: Int { count.withLock { $0 } }
  func increase() { count.withLock { $0 += 1 } }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private static let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
  private let script: RawServer.Script
  private var hasBegun = false

  init(_ script: RawServer.Script) { self.script = script }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    guard !hasBegun else { return }
    hasBegun = true
    switch script {
    case .silence: break
    case .close: context.close(promise: nil)
    case .reset:
      // With a linger time of zero, closing discards what is left and resets the connection.
      _ = (context.channel as? any SocketOptionProvider)?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      context.close(promise: nil)
    case .send(let text): write(text, context)
    case .sendAndClose(let text):
      write(text, context)
      context.close(promise: nil)
    case .endless:
      write(Self.head, context)
      repeatWrite("10000\r\n" + String(repeating: "x", count: 0x10000) + "\r\n", every: .microseconds(10), context)
    case .drip:
      write(Self.head, context)
      repeatWrite("1\r\n \r\n", every: .milliseconds(20), context)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

  private func write(_ text: String, _ context: ChannelHandlerContext) {
    context.writeAndFlush(wrapOutboundOut(context.channel.allocator.buffer(string: text)), promise: nil)
  }

  private func repeatWrite(_ text: String, every interval: TimeAmount, _ context: ChannelHandlerContext) {
    guard context.channel.isActive else { return }
    if context.channel.isWritable { write(text, context) }
    let bound = NIOLoopBound((handler: self, context: context), eventLoop: context.eventLoop)
    context.eventLoop.scheduleTask(in: interval) {
      let (handler, context) = bound.value
      handler.repeatWrite(text, every: interval, context)
    }
  }
}
