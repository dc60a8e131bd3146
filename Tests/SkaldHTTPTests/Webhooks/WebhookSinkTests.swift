import Hummingbird
import SkaldCore
import SkaldHTTP
import SkaldRuntime
import SkaldValue
import Testing

@Suite("Events to webhooks")
struct WebhookSinkTests {
  private static let event = OutboundEvent(
    place: .init(position: 3, index: 0), id: "e-1", saga: "place-order", subject: "order-7",
    time: Timestamp(milliseconds: 0),
    event: EmittedEvent(name: "order.confirmed.v1", topic: "orders", key: 7, data: ["orderId": 7]), orderingKey: "7")

  private func deliver(
    status: HTTPResponse.Status, secret: WebhookSecret? = nil
  ) async throws -> [ServiceStub.Seen] {
    let stub = ServiceStub()
    try await stub.run(status: status) { port in
      try await withTransport { transport in
        let url = try ServiceURL("http://127.0.0.1:\(port)/hooks?from=skald")
        try await WebhookSink(name: "w", url: url, secret: secret, transport: transport).deliver(Self.event)
      }
    }
    return stub.seen
  }

  @Test("an event is posted as a structured CloudEvent", arguments: [HTTPResponse.Status.ok, .accepted, .noContent])
  func structured(status: HTTPResponse.Status) async throws {
    let seen = try await deliver(status: status)
    let request = try #require(seen.first)
    #expect(request.path == "/hooks?from=skald")
    #expect(request.fields["content-type"] == "application/cloudevents+json")
    #expect(request.fields["webhook-signature"] == nil)
    let body = try JSON.parse(request.body)
    #expect(body["type"] == "order.confirmed.v1")
    #expect(body["id"] == "e-1")
    #expect(body["source"] == "/skald/place-order")
    #expect(body["partitionkey"] == "7")
    #expect(body["data"] == ["orderId": 7])
  }

  @Test("with a secret the request is signed under the event's id")
  func signed() async throws {
    let secret = try #require(WebhookSecret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"))
    let request = try #require(try await deliver(status: .ok, secret: secret).first)
    #expect(request.fields["webhook-id"] == "e-1")
    #expect(request.fields["webhook-signature"]?.hasPrefix("v1,") == true)
    #expect(request.fields["webhook-timestamp"].flatMap { Int($0) } != nil)
  }

  @Test(
    "any other answer acknowledges nothing",
    arguments: [HTTPResponse.Status.found, .badRequest, .gone, .tooManyRequests, .internalServerError])
  func unacknowledged(status: HTTPResponse.Status) async throws {
    await #expect(throws: SinkError.self) { try await deliver(status: status) }
  }

  static let refusals: [(status: HTTPResponse.Status, isRefused: Bool)] = [
    (.badRequest, true), (.contentTooLarge, true), (.unsupportedMediaType, true), (.unprocessableContent, true),
    (.unauthorized, false), (.forbidden, false), (.notFound, false), (.requestTimeout, false), (.conflict, false),
    (.gone, false), (.tooEarly, false), (.tooManyRequests, false), (.internalServerError, false),
  ]

  @Test("an answer that speaks of this event alone refuses it, and no other does", arguments: refusals)
  func refuses(example: (status: HTTPResponse.Status, isRefused: Bool)) async throws {
    let error = await #expect(throws: SinkError.self) { try await deliver(status: example.status) }
    #expect(error?.isRefused == example.isRefused)
  }

  @Test("a receiver that cannot be reached acknowledges nothing")
  func unreachable() async throws {
    let port = try await RawServer.run(.silence) { $0.port }
    try await withTransport { transport in
      let sink = WebhookSink(name: "w", url: try ServiceURL("http://127.0.0.1:\(port)"), transport: transport)
      await #expect(throws: SinkError.self) { try await sink.deliver(Self.event) }
    }
  }
}
