import SkaldRuntime
import SkaldValue

extension ScheduleRow {
  /// The schedule as the API gives it.
  func json(next: [Timestamp], lastInstance: String?, fault: String?) -> JSON {
    func text(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
    return [
      "name": .string(name), "saga": .string(plan.saga), "input": plan.input, "timeField": text(plan.timeField),
      "key": text(plan.key), "cron": .string(plan.cron), "zone": .string(plan.zone),
      "overlap": .string(plan.overlap.rawValue), "catchUp": .string(plan.catchUp.text), "paused": .bool(isPaused),
      "next": .array(next.map { .string($0.text) }), "waiting": text(waiting?.text), "lastAt": text(lastAt?.text),
      "lastInstance": text(lastInstance),
      "counts": [
        "started": .int(counts.started), "skipped": .int(counts.skipped), "missed": .int(counts.missed),
        "failed": .int(counts.failed),
      ],
      "fault": text(fault), "createdAt": .string(createdAt.text), "createdBy": .string(createdBy),
      "changedAt": .string(changedAt.text), "changedBy": .string(changedBy),
    ]
  }
}
