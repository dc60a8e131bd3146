internal import SkaldValue

extension RouteAbout {
  /// Events, late answers, incidents, and the daemon itself.
  static let daemon: [String: RouteAbout] = [
    "POST /v1/events": RouteAbout(
      name: "sendEvents", summary: "Take in CloudEvents; a repeat changes nothing.",
      body: ["anyOf": [.shape("CloudEvent"), .list(of: .shape("CloudEvent")), .anyShape]],
      answers: [202, 200].map { status in
        Answer(
          status: status, summary: status == 202 ? "at least one is new" : "all were known",
          schema: .object(["stored": .countShape, "duplicates": .countShape]))
      }, problems: [502]),
    "POST /v1/callbacks/:token": RouteAbout(
      name: "completeCall", summary: "Answer a call that was answered with 202.", body: .anyShape,
      fields: [
        ("Skald-Result", "ok, pending, retry or tombstoned", .textShape),
        ("Retry-After", "seconds, beside retry", .textShape),
      ],
      answers: [
        Answer(status: 200, summary: "whether it counts", schema: .object(["counts": .flagShape]))
      ], problems: [404, 410]),
    "GET /v1/incidents": RouteAbout(
      name: "listIncidents", summary: "List what is the matter, oldest first.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["incidents": .list(of: .shape("OpenIncident")), "next": .orNullTextShape]))
      ]),
    "POST /v1/incidents/:number/settle": RouteAbout(
      name: "settleIncident", summary: "Take an incident off the list that does not end by itself.",
      body: .object([:], isClosed: true),
      answers: [Answer(status: 200, summary: "it is off", schema: .object(["settled": .flagShape]))],
      problems: [404, 409]),
    "GET /v1/audit": RouteAbout(
      name: "listAudit", summary: "List what people did, newest first.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["entries": .list(of: .shape("AuditEntry")), "next": .orNullTextShape]))
      ]),
    "GET /v1/handlers": RouteAbout(
      name: "listHandlers", summary: "How the services and operations stand.",
      answers: [
        Answer(status: 200, summary: "all of them", schema: .object(["handlers": .list(of: .shape("Handler"))]))
      ]),
    "POST /v1/handlers/:name/pause": RouteAbout(
      name: "pauseHandler", summary: "Let the calls of a handler wait.", body: .object([:], isClosed: true),
      answers: [Answer(status: 200, summary: "they wait", schema: .shape("Handler"))], problems: [404]),
    "POST /v1/handlers/:name/resume": RouteAbout(
      name: "resumeHandler", summary: "Let the calls of a paused handler go on.", body: .object([:], isClosed: true),
      answers: [Answer(status: 200, summary: "they go on", schema: .shape("Handler"))], problems: [404]),
    "GET /livez": RouteAbout(
      name: "livez", summary: "Whether the process lives.",
      answers: [Answer(status: 200, summary: "it does", schema: .object(["status": .textShape]))]),
    "GET /readyz": RouteAbout(
      name: "readyz", summary: "Whether requests are taken, and if not, why.",
      answers: [
        Answer(
          status: 200, summary: "they are",
          schema: .object(["status": .textShape, "durability": .textShape, "warnings": .list(of: .textShape)])),
        Answer(
          status: 503, summary: "they are not",
          schema: .object(["status": .textShape, "reasons": .list(of: .textShape)])),
      ]),
    "GET /metrics": RouteAbout(
      name: "metrics", summary: "The numbers, in the text format of Prometheus.",
      answers: [Answer(status: 200, summary: "the numbers", type: "text/plain", schema: .textShape)]),
    "POST /v1/clock/confirm": RouteAbout(
      name: "confirmClock", summary: "Say that the wall clock is right though it leapt ahead.",
      body: .object([:], isClosed: true),
      answers: [Answer(status: 200, summary: "it is followed", schema: .object(["confirmed": .flagShape]))]),
    "GET /openapi.json": RouteAbout(
      name: "openapi", summary: "This description.",
      answers: [Answer(status: 200, summary: "OpenAPI 3.1", schema: ["type": "object"])]),
  ]
}
