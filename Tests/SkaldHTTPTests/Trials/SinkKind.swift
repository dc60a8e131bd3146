import FoundationEssentials
import Hummingbird
import JSONSchema
import Logging
import NIOCore
import SkaldCore
import SkaldHTTP
import SkaldRuntime
import SkaldTesting
import SkaldValue
import Synchronization

@testable import SkaldEngine

/// The sinks that one behaviour suite is run against, each with a receiver of its own.
enum SinkKind: String, CaseIterable, Sendable {
  case file
  case stdout
  case webhook
  case peer
  case bus

  /// Opens a receiver and a trial of the sink before it.
  func withTrial(_ body: @escaping @Sendable (SinkTrial) async throws -> Void) async throws {
    switch self {
    case .file: try await Self.withFile(body) { path throws(SinkError) in try FileSink(path: path) }
    case .stdout:
      try await Self.withFile(body) { path throws(SinkError) in StdoutSink(output: try AppendFile(path: path)) }
    case .webhook: try await Self.withWebhook(body)
    case .peer: try await Self.withPeer(body)
    case .bus: try await Self.withBus(body)
    }
  }

  private static func withFile(
    _ body: @Sendable (SinkTrial) async throws -> Void,
    _ open: @escaping @Sendable (String) throws(SinkError) -> any Sink
  ) async throws {
    let path = FileManager.default.temporaryDirectory.path + "/skald-trial-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: path) }
    let trial = SinkTrial(sink: { try open(path) }) {
      guard let data = FileManager.default.contents(atPath: path) else { return [] }
      return try String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
        TrialEvent(cloudEvent: try JSON.parse(String(line)))
      }
    }
    try await body(trial)
  }

  private static func withWebhook(_ body: @escaping @Sendable (SinkTrial) async throws -> Void) async throws {
    let stub = ServiceStub()
    try await stub.run(status: .accepted) { port in
      try await withTransport { transport in
        let url = try ServiceURL("http://127.0.0.1:\(port)/hooks")
        try await body(
          SinkTrial(sink: { WebhookSink(name: "webhook", url: url, transport: transport) }) {
            try stub.seen.compactMap { TrialEvent(cloudEvent: try JSON.parse($0.body)) }
          })
      }
    }
  }

  private static func withPeer(_ body: @escaping @Sendable (SinkTrial) async throws -> Void) async throws {
    try await Daemon.run(programs: [listener]) { daemon in
      try await withTransport { transport in
        let url = try ServiceURL("http://127.0.0.1:\(daemon.port)/v1/events")
        try await body(
          SinkTrial(sink: { WebhookSink(name: "billing", url: url, transport: transport) }) {
            try await received(daemon.engine)
          })
      }
    }
  }

  private static func withBus(_ body: @escaping @Sendable (SinkTrial) async throws -> Void) async throws {
    let engine = SagaEngine(
      [listener], store: StoreFactory { MemoryStore() }, handlers: Handlers(),
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await engine.run() }
      defer { engine.stop() }
      try await body(
        SinkTrial(sink: { EmbeddedBus(queue: engine.queue, desk: engine.desk) }) { try await received(engine) })
    }
  }

  /// What an engine has received, in order.
  private static func received(_ engine: SagaEngine) async throws -> [TrialEvent] {
    var query = MessageQuery(isNewestFirst: false, limit: 500)
    query.direction = .received
    var events: [TrialEvent] = []
    for summary in try await engine.messages(query)["messages"]?.array ?? [] {
      let message = try await engine.message(summary["position"]?.string ?? "")
      var event = message["attributes"]?.object ?? JSONObject()
      event["data"] = message["data"]
      if let event = TrialEvent(cloudEvent: .object(event)) { events.append(event) }
    }
    return events
  }

  /// A saga that begins with each event.
  static let listener: SagaProgram = {
    let data = Schema.object(
      ObjectSchema(fields: [.init(name: "key", schema: .string), .init(name: "number", schema: .int)], isClosed: false))
    return SagaProgram(
      name: "hear", version: 1, input: data, key: nil, startedBy: EventTypeID(0), entities: [], operations: [],
      events: [EventType(name: TrialEvent.name, topic: "trial", key: "key", data: data)], steps: [],
      nodes: [Node(.finish)], entry: NodeID(0), outcome: Outcome(), output: nil, tuning: Tuning())
  }()
}
