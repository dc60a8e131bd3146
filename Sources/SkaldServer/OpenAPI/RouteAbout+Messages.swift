internal import SkaldEngine
internal import SkaldValue

extension RouteAbout {
  /// Topics, their messages, and whoever takes them.
  static let messages: [String: RouteAbout] = [
    "GET /v1/topics": RouteAbout(
      name: "listTopics",
      summary: "List the topics with their types, who emits and hears them, and what the newest messages say.",
      answers: [
        Answer(status: 200, summary: "the topics", schema: .object(["topics": .list(of: .shape("Topic"))]))
      ]),
    "GET /v1/messages": RouteAbout(
      name: "listMessages",
      summary: "List messages that were emitted here or came in, newest or oldest first; a page may be short.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["messages": .list(of: .shape("MessageSummary")), "next": .orNullTextShape]))
      ], problems: [404]),
    "GET /v1/messages/:id": RouteAbout(
      name: "getMessage", summary: "Get a message in full, by its position or the id of an event emitted here.",
      answers: [Answer(status: 200, summary: "the message", schema: .shape("Message"))], problems: [404]),
    "GET /v1/consumers": RouteAbout(
      name: "listConsumers",
      summary: "List sinks, participants and sagas that take events, and how far behind they are.",
      answers: [
        Answer(status: 200, summary: "the consumers", schema: .object(["consumers": .list(of: .shape("Consumer"))]))
      ]),
    "GET /v1/consumers/:name": RouteAbout(
      name: "getConsumer", summary: "Get a sink with the keys that it does not take.",
      answers: [Answer(status: 200, summary: "the sink", schema: .shape("Consumer"))]),
  ]

  /// Events that were put aside.
  static let deadLetters: [String: RouteAbout] = [
    "GET /v1/dead-letters": RouteAbout(
      name: "listDeadLetters", summary: "List events that sinks did not take and that were put aside.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["deadLetters": .list(of: .shape("DeadLetter")), "next": .orNullTextShape]))
      ]),
    "GET /v1/dead-letters/:id": RouteAbout(
      name: "getDeadLetter", summary: "Get a dead letter in full.",
      answers: [Answer(status: 200, summary: "the event and its last error", schema: .shape("DeadLetter"))],
      problems: [404]),
    "POST /v1/dead-letters/:id/retry": RouteAbout(
      name: "retryDeadLetter", summary: "Have a dead letter tried once more, beside what its key has to send.",
      body: .object([:], isClosed: true),
      answers: [
        Answer(
          status: 200, summary: "it is tried",
          schema: .object(["id": .textShape, "sink": .textShape, "retried": .flagShape]))
      ], problems: [404]),
    "POST /v1/dead-letters/:id/drop": RouteAbout(
      name: "dropDeadLetter", summary: "Give a dead letter up.", body: .object(["reason": .textShape], isClosed: true),
      answers: [
        Answer(
          status: 200, summary: "that is durable",
          schema: .object(["id": .textShape, "sink": .textShape, "dropped": .flagShape]))
      ], problems: [404, 409]),
  ]
}

extension OpenAPIShapes {
  /// The shapes of topics, messages and consumers.
  static let messages: [(name: String, schema: JSON)] = [
    ("Topic", topic), ("MessageSummary", .object(summaryFields, optional: ["waits"])), ("Message", message),
    ("Consumer", consumer), ("DeadLetter", deadLetter),
  ]

  private static let topic = JSON.object([
    "topic": .textShape, "declared": .flagShape,
    "types": .list(
      of: .object([
        "type": .textShape, "key": .orNullTextShape, "emittedBy": .list(of: .textShape),
        "heardBy": .list(of: .textShape),
      ])),
    "messages": .object(["emitted": .countShape, "received": .countShape, "atLeast": .flagShape]),
    "lastPosition": .orNullTextShape, "lastAt": .orNullTimeShape,
  ])

  private static let summaryFields: KeyValuePairs<String, JSON> = [
    "position": .textShape, "direction": ["enum": .array(MessageQuery.Direction.allCases.map { .string($0.rawValue) })],
    "at": .timeShape, "topic": .textShape, "type": .textShape, "key": .orNullTextShape, "id": .textShape,
    "source": .textShape, "instance": .orNullTextShape, "saga": .orNullTextShape, "step": .orNullTextShape,
    "waits": .flagShape,
  ]

  private static let message: JSON = [
    "allOf": [
      .shape("MessageSummary"),
      .object(
        [
          "attributes": ["type": "object", "additionalProperties": ["type": ["string", "integer", "boolean"]]],
          "data": .anyShape,
          "deliveries": .list(
            of: .object([
              "sink": .textShape, "state": ["enum": ["delivered", "pending", "held", "dead", "dropped"]],
              "error": .orNullTextShape,
            ])),
        ], optional: ["deliveries"]),
    ]
  ]

  private static let consumer = JSON.object(
    [
      "name": .textShape, "kind": ["enum": ["sink", "participant", "saga"]], "position": .countShape,
      "lag": .countShape, "atLeast": .flagShape, "oldestAt": .orNullTimeShape, "blockedKeys": .countShape,
      "heldMessages": .countShape, "deadLetters": .countShape, "onPoison": ["enum": ["block", "deadLetter"]],
      "hears": .list(of: .textShape),
      "keys": .list(
        of: .object([
          "key": .textShape, "state": ["enum": ["blocked", "held"]], "messages": .countShape,
          "first": .orNullTextShape, "attempts": .countShape, "error": .orNullTextShape,
          "failingSince": .orNullTimeShape, "nextAttemptAt": .orNullTimeShape,
        ])),
    ], optional: ["deadLetters", "onPoison", "hears", "keys"])

  private static let deadLetter = JSON.object(
    [
      "id": .textShape, "sink": .textShape, "position": .textShape, "event": .textShape, "topic": .textShape,
      "orderingKey": .textShape, "saga": .textShape, "instance": .orNullTextShape, "key": .orNullTextShape,
      "emittedAt": .timeShape, "attempts": .countShape, "error": .textShape, "failingSince": .timeShape,
      "deadSince": .timeShape, "attributes": ["type": "object", "additionalProperties": .textShape],
      "data": .anyShape,
    ], optional: ["attributes", "data"])
}
