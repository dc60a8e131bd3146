internal import SkaldValue

extension RouteAbout {
  /// Sagas and their instances.
  static let instances: [String: RouteAbout] = [
    "POST /v1/sagas/:saga/instances": RouteAbout(
      name: "startSaga", summary: "Begin an instance; the same start again gives the instance that began.",
      body: .anyShape,
      fields: [
        ("Prefer", "wait=30 waits so many seconds for the end", .textShape),
        ("Idempotency-Key", "the key, where the definition computes none", .textShape),
      ],
      answers: [
        Answer(status: 201, summary: "it began", schema: .shape("Instance")),
        Answer(status: 200, summary: "it had begun before", schema: .shape("Instance")),
      ], problems: [404, 409, 410]),
    "GET /v1/instances": RouteAbout(
      name: "listInstances", summary: "List instances, newest first.",
      answers: [
        Answer(
          status: 200, summary: "a page",
          schema: .object(["instances": .list(of: .shape("InstanceSummary")), "next": .orNullTextShape]))
      ]),
    "GET /v1/instances/:id": RouteAbout(
      name: "getInstance", summary: "Look at an instance.",
      answers: [
        Answer(
          status: 200, summary: "the instance, or what is left of one that was archived",
          schema: ["anyOf": [.shape("Instance"), .shape("InstanceSummary")]])
      ], problems: [404, 410]),
    "GET /v1/instances/:id/history": RouteAbout(
      name: "getHistory", summary: "Read what happened to an instance, oldest first.",
      answers: [
        Answer(
          status: 200, summary: "the history", schema: .object(["events": .list(of: .shape("HistoryEntry"))]))
      ], problems: [404, 410]),
    "GET /v1/instances/:id/events": RouteAbout(
      name: "watchInstance", summary: "Follow the history of an instance live, until it ends.",
      fields: [("Last-Event-ID", "goes on behind this entry", .textShape)],
      answers: [
        Answer(
          status: 200, summary: "server-sent events, each an entry of the history", type: "text/event-stream",
          schema: .textShape)
      ], problems: [404, 410]),
    "POST /v1/instances/:id/cancel": RouteAbout(
      name: "cancelInstance", summary: "Have an instance undone.",
      body: .object(["reason": .textShape], optional: ["reason"], isClosed: true),
      answers: [
        Answer(status: 202, summary: "it turns back", schema: .shape("Instance")),
        Answer(status: 200, summary: "it does already, or is undone", schema: .shape("Instance")),
      ], problems: [404, 409, 410]),
    "POST /v1/instances/:id/asks/:name": RouteAbout(
      name: "answerAsk", summary: "Answer a question that a saga asks a person.", body: .anyShape,
      answers: [Answer(status: 200, summary: "the answer is durable", schema: .shape("Instance"))],
      problems: [404, 409, 410]),
  ]

  /// What operators do; the body has the fields that the verb needs.
  static let verbs: [String: RouteAbout] = {
    let texts: [(word: String, summary: String, fields: [(String, JSON)])] = [
      ("retry", "Try a step or an undo again at once.", [("step", .textShape)]),
      ("resolve", "Say that a step is done.", [("step", .textShape), ("output", .anyShape)]),
      ("skip", "Pass a step over.", [("step", .textShape)]),
      ("fail", "Say that a step will not be done.", [("step", .textShape), ("code", .textShape)]),
      ("edit", "Try what stands still with other arguments.", [("step", .textShape), ("input", .anyShape)]),
      ("rerun", "Go back to a step.", [("step", .textShape), ("newKey", .flagShape)]),
      ("force", "Say that an undo is done by other means.", [("step", .textShape), ("evidence", .textShape)]),
      ("abandon", "Give an undo up.", [("step", .textShape)]), ("pause", "Hold an instance up.", []),
      ("resume", "Let a paused instance go on.", []), ("compensate", "Have an instance undone.", []),
      ("terminate", "End an instance as it is.", []),
    ]
    return Dictionary(
      uniqueKeysWithValues: texts.map { word, summary, fields in
        let properties = JSONObject([("reason", JSON.textShape)] + fields)
        let body: JSON = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        let answer = Answer(
          status: word == "compensate" ? 202 : 200, summary: "it is durable", schema: .shape("Instance"))
        return (
          "POST /v1/instances/:id/\(word)",
          RouteAbout(
            name: "\(word)Instance", summary: summary, body: body, answers: [answer], problems: [404, 409, 410])
        )
      })
  }()
}
