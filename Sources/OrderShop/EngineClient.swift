import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SkaldValue

/// What the shop asks of the saga engine: to take an event, and how an order stands.
struct EngineClient: Sendable {
  /// What became of an event.
  enum Publication: Sendable, Equatable {
    case acknowledged
    case refused(UInt)
    case unreachable
  }

  /// How an order stands.
  struct OrderState: Sendable {
    let name: String
    let updatedAt: String?
  }

  /// The engine gave no answer that can be used.
  struct Unavailable: Error {}

  /// An engine on the same machine answers in milliseconds.
  static let timeout = TimeAmount.seconds(5)
  /// An answer about one saga is far smaller.
  static let bodyMax = 1 << 20

  let client: HTTPClient
  /// Where it listens: one engine for all, or that of one participant, which hands events on to the others.
  let base: String
  /// The choreography by which orders go; nil where a saga does it.
  let flow: String?

  /// Publishes an event; an engine that knows it already says so.
  func publish(_ event: String) async -> Publication {
    var request = HTTPClientRequest(url: base + "/v1/events")
    request.method = .POST
    request.headers.add(name: "Content-Type", value: "application/cloudevents+json")
    request.body = .bytes(ByteBuffer(string: event))
    do {
      let response = try await client.execute(request, timeout: Self.timeout)
      _ = try? await response.body.collect(upTo: Self.bodyMax)
      switch response.status.code {
      case 200, 202: return .acknowledged
      case 400..<500: return .refused(response.status.code)
      default: return .unreachable
      }
    } catch {
      return .unreachable
    }
  }

  /// The state of an order, nil while the engine does not know it.
  func state(ofOrder id: Int64) async throws -> OrderState? {
    // In a flow it is the participant called like the entity that moves it.
    let query = flow.map { "saga=\($0).order&key=\(id)" } ?? "saga=place-order&key=order-\(id)"
    let list = try await get("/v1/instances?\(query)")
    guard let found = list["instances"]?.array else { throw Unavailable() }
    guard let instance = found.first?["id"]?.string else { return nil }
    let saga = try await get("/v1/instances/\(instance)")
    guard let state = saga["entity"]?["order"]?["state"]?.string else { return nil }
    return OrderState(name: state, updatedAt: saga["updatedAt"]?.string)
  }

  private func get(_ path: String) async throws -> JSON {
    let response = try await client.execute(HTTPClientRequest(url: base + path), timeout: Self.timeout)
    let body = try await response.body.collect(upTo: Self.bodyMax)
    guard response.status.code == 200 else { throw Unavailable() }
    return try JSON.parse(Array(body.readableBytesView))
  }
}
