internal import SkaldValue

extension RouteAbout {
  /// What sinks did not acknowledge.
  static let outbox: [String: RouteAbout] = [
    "GET /v1/outbox": RouteAbout(
      name: "listOutbox",
      summary: "List what sinks did not acknowledge: blocked, held behind that, and still to be sent.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["events": .list(of: .shape("OutboxEvent")), "next": .orNullTextShape]))
      ]),
    "POST /v1/outbox/:id/retry": RouteAbout(
      name: "retryDelivery", summary: "Have the key of a held event tried now.", body: .object([:], isClosed: true),
      answers: [
        Answer(
          status: 200, summary: "it is tried",
          schema: .object(["id": .textShape, "sink": .textShape, "retried": .flagShape]))
      ], problems: [404]),
    "POST /v1/outbox/:id/drop": RouteAbout(
      name: "dropDelivery", summary: "Give a held event up; what follows it goes on.",
      body: .object(["reason": .textShape], isClosed: true),
      answers: [
        Answer(
          status: 200, summary: "that is durable",
          schema: .object(["id": .textShape, "sink": .textShape, "dropped": .flagShape]))
      ], problems: [404, 409]),
  ]
}
