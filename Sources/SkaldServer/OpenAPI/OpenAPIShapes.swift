internal import SkaldCore
internal import SkaldRuntime
internal import SkaldValue

/// The shapes that have a name in the description of the interface.
enum OpenAPIShapes {
  static let all = common + flows + messages

  private static let common: [(name: String, schema: JSON)] = [
    ("Problem", problem), ("Instance", instance), ("InstanceSummary", summary), ("Step", step), ("Failure", failure),
    ("Incident", incident), ("OpenIncident", openIncident), ("OutboxEvent", outboxEvent),
    ("HistoryEntry", historyEntry), ("Definition", definition),
    ("StoredDefinition", storedDefinition),
    ("Migration", migration),
    ("Ask", ask), ("Handler", handler), ("CloudEvent", cloudEvent),
    ("AuditEntry", auditEntry), ("Schedule", schedule),
  ]

  private static let status: JSON = [
    "type": "string", "enum": .array(Status.allCases.map { .string($0.rawValue) }),
  ]

  private static let problem = JSON.object(
    [
      "type": .textShape, "title": .textShape, "status": .countShape, "code": .textShape, "detail": .textShape,
      "errors": .list(of: .object(["path": .textShape, "message": .textShape])),
    ], optional: ["errors"])

  private static let failure = JSON.object(["code": .textShape, "step": .textShape, "message": .textShape])

  private static let incident = JSON.object([
    "kind": .textShape, "step": .textShape, "message": .textShape, "blocks": .flagShape,
  ])

  private static let openIncident = JSON.object([
    "id": .textShape, "instance": .orNullTextShape, "saga": .orNullTextShape, "key": .orNullTextShape,
    "kind": .textShape,
    "step": .textShape, "message": .textShape, "blocks": .flagShape, "openedAt": .timeShape,
  ])

  private static let outboxEvent = JSON.object([
    "id": .textShape, "sink": .textShape, "state": ["enum": ["blocked", "held", "pending"]], "event": .textShape,
    "orderingKey": .textShape, "saga": .textShape, "instance": .orNullTextShape, "key": .orNullTextShape,
    "emittedAt": .timeShape, "attempts": .countShape, "error": .orNullTextShape, "failingSince": .orNullTimeShape,
    "nextAttemptAt": .orNullTimeShape,
  ])

  private static let labels: JSON = ["type": "object", "additionalProperties": .textShape]

  private static let summary = JSON.object(
    [
      "id": .textShape, "saga": .textShape, "key": .orNullTextShape, "status": status, "paused": .flagShape,
      "stuck": .flagShape, "failing": .flagShape, "step": .orNullTextShape, "code": .orNullTextShape,
      "labels": labels, "createdAt": .timeShape, "updatedAt": .timeShape, "archived": ["const": true],
    ], optional: ["archived"])

  private static let step = JSON.object([
    "name": .textShape, "state": .textShape, "effect": ["type": "string", "enum": ["none", "maybe", "applied"]],
    "undo": .textShape, "attempts": .countShape, "output": .anyShape,
    "error": ["anyOf": [.shape("Failure"), ["type": "null"]]], "startedAt": .orNullTimeShape,
    "endedAt": .orNullTimeShape,
  ])

  private static let ask = JSON.object([
    "name": .textShape, "who": .anyShape, "show": .anyShape, "until": .orNullTimeShape,
  ])

  private static let instance = JSON.object([
    "id": .textShape, "saga": .textShape, "version": .countShape, "definition": .textShape, "key": .orNullTextShape,
    "status": status, "paused": .flagShape, "stuck": .flagShape, "cause": .orNullTextShape, "input": .anyShape,
    "output": .anyShape, "failure": ["anyOf": [.shape("Failure"), ["type": "null"]]], "entity": ["type": "object"],
    "steps": .list(of: .shape("Step")), "asks": .list(of: .shape("Ask")), "incidents": .list(of: .shape("Incident")),
    "startsWhen": ["anyOf": [.object(["for": .textShape, "until": .timeShape]), ["type": "null"]]],
    "createdAt": .timeShape, "updatedAt": .timeShape, "endedAt": .orNullTimeShape, "labels": labels,
  ])

  private static let historyEntry = JSON.object(
    [
      "seq": .countShape, "at": .timeShape, "type": .textShape, "step": .textShape, "attempt": .countShape,
      "data": .anyShape,
    ], optional: ["step", "attempt", "data"])

  private static let definition = JSON.object(["name": .textShape, "version": .countShape, "hash": .textShape])

  private static let storedDefinition = JSON.object([
    "name": .textShape, "version": .countShape, "hash": .textShape, "active": .flagShape, "instances": .countShape,
  ])

  private static let migration = JSON.object([
    "id": .textShape, "from": ["type": ["integer", "null"]], "possible": .flagShape, "migrated": .flagShape,
    "obstacle": .orNullTextShape,
  ])

  private static let handler = JSON.object([
    "name": .textShape, "inFlight": .countShape, "waiting": .countShape, "paused": .flagShape,
    "breaker": .orNullTextShape, "retryAt": .orNullTimeShape, "limit": ["type": ["object", "null"]],
  ])

  private static let auditEntry = JSON.object([
    "number": .countShape, "at": .timeShape, "actor": .textShape, "action": .textShape, "target": .textShape,
    "reason": .textShape, "detail": .anyShape, "seal": .textShape,
  ])

  private static let schedule = JSON.object([
    "name": .textShape, "saga": .textShape, "input": .anyShape, "timeField": .orNullTextShape,
    "key": .orNullTextShape, "cron": .textShape, "zone": .textShape,
    "overlap": ["type": "string", "enum": .array(ScheduleRow.Overlap.allCases.map { .string($0.rawValue) })],
    "catchUp": .textShape, "paused": .flagShape, "next": .list(of: .timeShape), "waiting": .orNullTimeShape,
    "lastAt": .orNullTimeShape, "lastInstance": .orNullTextShape,
    "counts": .object([
      "started": .countShape, "skipped": .countShape, "missed": .countShape, "failed": .countShape,
    ]),
    "fault": .orNullTextShape, "createdAt": .timeShape, "createdBy": .textShape, "changedAt": .timeShape,
    "changedBy": .textShape,
  ])

  private static let cloudEvent: JSON = {
    var object =
      JSON.object(
        [
          "specversion": ["const": "1.0"], "id": ["type": "string", "minLength": 1],
          "source": ["type": "string", "minLength": 1], "type": ["type": "string", "minLength": 1],
          "subject": .textShape, "time": .timeShape, "datacontenttype": ["const": "application/json"],
          "dataschema": .textShape, "data": .anyShape,
        ], optional: ["subject", "time", "datacontenttype", "dataschema", "data"]
      ).object ?? JSONObject()
    // Extensions.
    object["propertyNames"] = ["pattern": "^[a-z0-9]+$"]
    object["additionalProperties"] = ["type": ["string", "integer", "boolean"]]
    return .object(object)
  }()
}
