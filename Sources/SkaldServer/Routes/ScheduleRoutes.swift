internal import HTTPTypes
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

/// Sagas that begin at recurring times. Who may start a saga may have it started again and again.
enum ScheduleRoutes {
  private static let fields = [
    "saga", "input", "timeField", "key", "cron", "zone", "overlap", "catchUp", "paused",
  ]

  static let all = [
    Route(.get, "/v1/schedules", for: .read) { _, api in
      Reply(["schedules": .array(try await api.engine.schedules())])
    },
    Route(.get, "/v1/schedules/:name", for: .read) { request, api in
      Reply(try await api.engine.schedule(request.segment("name")))
    },
    Route(.put, "/v1/schedules/:name", for: .operate, body: .required([.json])) { request, api in
      let body = try request.object(knowing: fields)
      let isPaused = body["paused"] == nil ? nil : try body.flag("paused")
      let set = try await api.engine.setSchedule(
        request.segment("name"), try plan(body), isPaused: isPaused, by: request.client.name)
      return Reply(set.schedule, status: set.isNew ? .created : .ok)
    },
    Route(.delete, "/v1/schedules/:name", for: .operate) { request, api in
      try await api.engine.deleteSchedule(request.segment("name"), by: request.client.name)
      return Reply(["deleted": true])
    },
    Route(.post, "/v1/schedules/:name/pause", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      return Reply(try await api.engine.pauseSchedule(request.segment("name"), by: request.client.name).schedule)
    },
    Route(.post, "/v1/schedules/:name/resume", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      return Reply(try await api.engine.resumeSchedule(request.segment("name"), by: request.client.name).schedule)
    },
    Route(.post, "/v1/schedules/:name/trigger", for: .operate, body: .optional([.json])) { request, api in
      _ = try request.object(knowing: [])
      let triggered = try await api.engine.triggerSchedule(
        request.segment("name"), by: request.client.name, mark: request.mark)
      guard let id = triggered.instance else { throw Problem(.internalServerError, "internal", "nothing began") }
      return Reply(
        try await api.engine.instance(id), status: .created, fields: [.location: "/v1/instances/\(id)"])
    },
  ]

  private static func plan(_ body: JSONObject) throws(Problem) -> ScheduleRow.Plan {
    guard let saga = try body.text("saga") else { throw Problem.invalid("saga", "expected the name of a saga") }
    guard let cron = try body.text("cron") else {
      throw Problem.invalid("cron", "expected five fields such as `0 2 * * *`")
    }
    var plan = ScheduleRow.Plan(saga: saga, cron: cron)
    plan.input = body["input"] ?? plan.input
    plan.timeField = try body.text("timeField")
    plan.key = try body.text("key")
    plan.zone = try body.text("zone") ?? plan.zone
    if let word = try body.text("overlap") {
      guard let overlap = ScheduleRow.Overlap(rawValue: word) else {
        let known = ScheduleRow.Overlap.allCases.map(\.rawValue).joined(separator: ", ")
        throw Problem.invalid("overlap", "expected one of \(known)")
      }
      plan.overlap = overlap
    }
    if let text = try body.text("catchUp") {
      guard let length = Milliseconds(text: text) else {
        throw Problem.invalid("catchUp", "expected a time such as 5m")
      }
      plan.catchUp = length
    }
    return plan
  }
}
