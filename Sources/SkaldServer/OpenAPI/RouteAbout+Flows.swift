internal import SkaldCore
internal import SkaldValue

extension RouteAbout {
  /// Choreographed flows.
  static let flows: [String: RouteAbout] = [
    "GET /v1/flows": RouteAbout(
      name: "listChoreographies", summary: "List the choreographies whose participants run here.",
      answers: [
        Answer(
          status: 200, summary: "their names", schema: .object(["choreographies": .list(of: .textShape)]))
      ]),
    "GET /v1/flows/:choreography": RouteAbout(
      name: "listFlows", summary: "List the flows of a choreography, newest first.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["flows": .list(of: .shape("FlowSummary")), "next": .orNullTextShape]))
      ], problems: [404]),
    "GET /v1/flows/:choreography/:key": RouteAbout(
      name: "getFlow", summary: "Get a flow, with what each participant did, and who has to act.",
      answers: [Answer(status: 200, summary: "the flow", schema: .shape("Flow"))], problems: [404]),
    "GET /v1/flows/:choreography/:key/history": RouteAbout(
      name: "getFlowHistory", summary: "Get what happened to a flow, over all participants, oldest first.",
      answers: [
        Answer(
          status: 200, summary: "the history",
          schema: .object([
            "status": .shape("FlowStatus"), "events": .list(of: .shape("FlowEntry")),
            "unreachable": .list(of: .textShape),
          ]))
      ], problems: [404]),
  ]
}

extension OpenAPIShapes {
  /// The shapes of flows.
  static let flows: [(name: String, schema: JSON)] = [
    ("FlowStatus", ["type": "string", "enum": .array(FlowStatus.allCases.map { .string($0.rawValue) })]),
    ("FlowSummary", .object(summaryFields)),
    (
      "Flow",
      .object([
        "choreography": .textShape, "version": .countShape, "key": .textShape, "status": .shape("FlowStatus"),
        "overdue": .flagShape, "startedAt": .timeShape, "updatedAt": .timeShape, "needs": .list(of: need),
        "participants": .list(of: part), "events": .list(of: event), "unreachable": .list(of: .textShape),
      ])
    ),
    (
      "FlowEntry",
      .object(
        [
          "participant": .textShape, "seq": .countShape, "at": .timeShape, "type": .textShape, "step": .textShape,
          "attempt": .countShape, "data": .anyShape,
        ], optional: ["step", "attempt", "data"])
    ),
  ]

  private static let summaryFields: KeyValuePairs<String, JSON> = [
    "choreography": .textShape, "version": .countShape, "key": .textShape, "status": .shape("FlowStatus"),
    "overdue": .flagShape, "startedAt": .timeShape, "updatedAt": .timeShape, "needs": .list(of: need),
  ]

  private static let need = JSON.object([
    "participant": .textShape, "instance": .textShape, "step": .textShape, "kind": .textShape, "message": .textShape,
  ])

  private static let part = JSON.object([
    "participant": .textShape, "instance": .textShape, "held": .list(of: .textShape), "version": .countShape,
    "status": .textShape, "stuck": .flagShape, "paused": .flagShape, "entity": ["type": "object"],
    "steps": .list(of: .shape("Step")), "incidents": .list(of: .shape("Incident")), "startedAt": .timeShape,
    "updatedAt": .timeShape,
  ])

  private static let event = JSON.object([
    "event": .textShape, "from": .orNullTextShape, "at": .timeShape, "data": .anyShape,
    "heard": .list(
      of: .object([
        "participant": .textShape, "step": .orNullTextShape,
        "outcome": ["enum": ["consumed", "kept", "superseded"]], "at": .timeShape,
      ])),
  ])
}
