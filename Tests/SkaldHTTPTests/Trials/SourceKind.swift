import AsyncHTTPClient
import Logging
import NIOCore
import NIOHTTP1
import SkaldCore
import SkaldRuntime
import SkaldServer
import SkaldTesting
import SkaldValue

@testable import SkaldEngine

/// The ways on which events come in.
enum SourceKind: String, CaseIterable, Sendable {
  case binary
  case structured
  case batch
  case bus

  var trial: SourceTrial {
    switch self {
    case .bus: SourceTrial(source: "/skald/other") { engine, use in try await use { try await Self.bus($0, engine) } }
    case .binary: Self.http { events, port in for event in events { try await Self.postBinary(event, port) } }
    case .structured:
      Self.http { events, port in
        for event in events {
          try await Self.post(event.cloudEvent, [("Content-Type", "application/cloudevents+json")], port)
        }
      }
    case .batch:
      Self.http { events, port in
        let batch = JSON.array(events.map(\.cloudEvent))
        try await Self.post(batch, [("Content-Type", "application/cloudevents-batch+json")], port)
      }
    }
  }

  private static func bus(_ events: [TrialEvent], _ engine: SagaEngine) async throws {
    let bus = EmbeddedBus(queue: engine.queue, desk: engine.desk)
    for (index, event) in events.enumerated() {
      try await bus.deliver(
        OutboundEvent(
          place: .init(position: Int64(index), index: 0), id: event.id, saga: "other", subject: nil,
          time: Timestamp(milliseconds: 0),
          event: EmittedEvent(name: event.type, topic: "trial", key: .string(event.key), data: event.data),
          orderingKey: event.key))
    }
  }

  private static func http(_ send: @escaping @Sendable ([TrialEvent], Int) async throws -> Void) -> SourceTrial {
    SourceTrial { engine, use in
      let (ports, port) = AsyncStream<Int>.makeStream()
      let server = SagaServer(
        engine: engine, options: .init(listen: .anyPort),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, onListening: { port.yield($0) })
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await server.run() }
        defer { group.cancelAll() }
        var iterator = ports.makeAsyncIterator()
        let port = await iterator.next() ?? 0
        try await use { events in try await send(events, port) }
      }
    }
  }

  private static func postBinary(_ event: TrialEvent, _ port: Int) async throws {
    let attributes = [
      ("ce-specversion", "1.0"), ("ce-id", event.id), ("ce-source", event.source), ("ce-type", event.type),
    ]
    try await post(event.data, attributes + [("Content-Type", "application/json")], port)
  }

  private static func post(_ body: JSON, _ fields: [(String, String)], _ port: Int) async throws {
    var request = HTTPClientRequest(url: "http://127.0.0.1:\(port)/v1/events")
    request.method = .POST
    for (name, value) in fields { request.headers.add(name: name, value: value) }
    request.body = .bytes(ByteBuffer(string: body.text))
    let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
    _ = try await response.body.collect(upTo: 1 << 20)
    guard (200...202).contains(response.status.code) else {
      throw SinkError(message: "the daemon answered \(response.status.code)")
    }
  }
}
