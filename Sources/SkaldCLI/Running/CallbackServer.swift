import FoundationEssentials
import SkaldEngine
import SkaldHTTP
import SkaldRuntime
import SkaldServer
import SkaldValue

/// Takes what services answer later while a saga is run in this process. Whoever knows the address of an answer may give
/// it; for all else the server asks for a token, which nobody is told.
struct CallbackServer: Sendable {
  let engine: SagaEngine
  let configuration: Configuration
  let callbacks: CallbackAddress

  /// Does something while answers are taken.
  /// - Throws: an error of the network where nothing can be taken.
  func serving<Outcome: Sendable>(_ body: @escaping @Sendable () async -> Outcome) async throws -> Outcome {
    let (ports, listening) = AsyncStream<Int>.makeStream()
    let server = SagaServer(
      engine: engine, options: try options(), logger: Log.quiet("skald.server"), onListening: { listening.yield($0) })
    return try await withThrowingTaskGroup(of: Outcome?.self) { group in
      defer { group.cancelAll() }
      group.addTask {
        try await server.run()
        return nil
      }
      group.addTask {
        for await port in ports {
          if configuration.callbackURL == nil { callbacks.set("http://127.0.0.1:\(port)") }
          return await body()
        }
        return nil
      }
      while let outcome = try await group.next() {
        if let outcome { return outcome }
      }
      throw CancellationError()
    }
  }

  /// On a free port, where nobody said how services reach this computer.
  private func options() throws -> SagaServer.Options {
    let listen = configuration.callbackURL == nil ? ListenAddress.anyPort : try ListenAddress(configuration.listen)
    var options = SagaServer.Options(listen: listen)
    options.tls = configuration.callbackURL == nil ? nil : try configuration.access.files()
    options.access = AccessList([AccessToken(name: "nobody", role: .viewer, token: UUID().uuidString)]) {
      SystemTime().now()
    }
    return options
  }
}
