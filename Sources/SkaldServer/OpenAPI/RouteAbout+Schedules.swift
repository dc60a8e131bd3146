internal import SkaldRuntime
internal import SkaldValue

extension RouteAbout {
  /// Sagas that begin at recurring times.
  static let schedules: [String: RouteAbout] = [
    "GET /v1/schedules": RouteAbout(
      name: "listSchedules", summary: "List the schedules, each with its next five times.",
      answers: [
        Answer(status: 200, summary: "all of them", schema: .object(["schedules": .list(of: .shape("Schedule"))]))
      ]),
    "GET /v1/schedules/:name": RouteAbout(
      name: "getSchedule", summary: "One schedule with its next five times.",
      answers: [Answer(status: 200, summary: "the schedule", schema: .shape("Schedule"))], problems: [404]),
    "PUT /v1/schedules/:name": RouteAbout(
      name: "setSchedule", summary: "Make a schedule, or replace it; the same again changes nothing.", body: plan,
      answers: [200, 201].map { status in
        Answer(status: status, summary: status == 201 ? "it is new" : "it existed", schema: .shape("Schedule"))
      }, problems: [409, 422]),
    "DELETE /v1/schedules/:name": RouteAbout(
      name: "deleteSchedule", summary: "Delete a schedule; its instances go on.",
      answers: [Answer(status: 200, summary: "it is gone", schema: .object(["deleted": .flagShape]))],
      problems: [404]),
    "POST /v1/schedules/:name/pause": RouteAbout(
      name: "pauseSchedule", summary: "Let a schedule rest.", body: .object([:], isClosed: true),
      answers: [Answer(status: 200, summary: "it rests", schema: .shape("Schedule"))], problems: [404]),
    "POST /v1/schedules/:name/resume": RouteAbout(
      name: "resumeSchedule", summary: "Let a schedule go on, without the times of its rest.",
      body: .object([:], isClosed: true),
      answers: [Answer(status: 200, summary: "it goes on", schema: .shape("Schedule"))], problems: [404]),
    "POST /v1/schedules/:name/trigger": RouteAbout(
      name: "triggerSchedule", summary: "Begin an instance of a schedule now, beside its times.",
      body: .object([:], isClosed: true),
      answers: [Answer(status: 201, summary: "it began", schema: .shape("Instance"))], problems: [400, 404, 409]),
  ]

  private static let plan = JSON.object(
    [
      "saga": .textShape, "input": .anyShape, "timeField": .textShape, "key": .textShape, "cron": .textShape,
      "zone": .textShape,
      "overlap": ["type": "string", "enum": .array(ScheduleRow.Overlap.allCases.map { .string($0.rawValue) })],
      "catchUp": .textShape, "paused": .flagShape,
    ], optional: ["input", "timeField", "key", "zone", "overlap", "catchUp", "paused"], isClosed: true)
}
