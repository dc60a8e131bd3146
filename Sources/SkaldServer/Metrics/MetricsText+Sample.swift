internal import SkaldCore
internal import SkaldEngine
internal import SkaldRuntime
internal import SkaldValue

extension MetricsText {
  /// Everything that there is to say of an engine. Ids of instances are in no label: there are too many.
  init(_ sample: EngineSample, health: EngineHealth) {
    instances(sample)
    calls(sample)
    sinks(sample)
    schedules(sample)
    store(sample)
    gauge("skald_ready", "Whether requests are taken.", [([], health.isReady ? 1 : 0)])
    gauge(
      "skald_clock_offset_seconds", "How far the wall clock is ahead while it is doubted.",
      [([], Double(sample.clockOffset.count) / 1000)])
  }

  private mutating func instances(_ sample: EngineSample) {
    gauge(
      "skald_instances", "Live instances.",
      sample.sagas.flatMap { saga in
        [
          ([("saga", saga.name), ("status", "scheduled")], Double(saga.scheduled)),
          ([("saga", saga.name), ("status", "running")], Double(saga.running)),
          ([("saga", saga.name), ("status", "compensating")], Double(saga.compensating)),
        ]
      })
    counter(
      "skald_instances_started_total", "Instances that began.", sample.sagas.map { ([("saga", $0.name)], $0.started) })
    counter(
      "skald_instances_finished_total", "Instances that ended.",
      sample.sagas.flatMap { saga in
        saga.finished.map { ending in
          let cause = ending.cause?.rawValue ?? ""
          return ([("saga", saga.name), ("outcome", ending.status.rawValue), ("cause", cause)], ending.count)
        }
      })
    gauge(
      "skald_compensations_open", "Instances that turn back.",
      [([], Double(sample.sagas.reduce(0) { $0 + $1.compensating }))])
    histogram(
      "skald_instance_duration_seconds", "From the start of an instance to its end.",
      sample.sagas.map { ([("saga", $0.name)], $0.durations) })
    gauge("skald_incidents_open", "Open incidents.", sample.incidents.map { ([("kind", $0.kind)], Double($0.count)) })
    counter(
      "skald_unknown_outcomes_total", "Steps that ended without anybody knowing whether they took effect.",
      [([], sample.unknownOutcomes)])
    counter("skald_late_results_total", "Answers that came too late to count.", [([], sample.lateResults)])
    counter("skald_inbox_duplicates_total", "Events that came in once more.", [([], sample.duplicateEvents)])
    counter("skald_flow_late_events_total", "Events of flows that had ended.", [([], sample.lateFlowEvents)])
    gauge(
      "skald_timers_overdue_seconds", "For how long the timer is due that waits longest.",
      [([], Double(sample.timersOverdue.count) / 1000)])
  }

  private mutating func calls(_ sample: EngineSample) {
    counter(
      "skald_step_attempts_total", "Calls that ended.",
      sample.operations.flatMap { operation in
        operation.ends.map {
          ([("handler", operation.name), ("phase", $0.phase.rawValue), ("outcome", $0.outcome)], $0.count)
        }
      })
    histogram(
      "skald_step_duration_seconds", "From the first attempt of a step to its success.",
      sample.operations.map { ([("handler", $0.name)], $0.durations) })
    gauge("skald_calls_under_way", "Calls that were made and are not answered.", [([], Double(sample.callsUnderWay))])
  }

  private mutating func sinks(_ sample: EngineSample) {
    gauge(
      "skald_outbox_pending", "Transitions with events that the sink did not acknowledge.",
      sample.sinks.map { ([("dest", $0.name)], Double($0.pending)) })
    gauge(
      "skald_outbox_oldest_seconds", "For how long the oldest of them waits.",
      sample.sinks.map { sink in
        ([("dest", sink.name)], Double((sample.takenAt - (sink.oldest ?? sample.takenAt)).count) / 1000)
      })
    gauge(
      "skald_outbox_dead_letters", "Events that the sink did not take and that were put aside.",
      sample.sinks.map { ([("sink", $0.name)], Double($0.deadLetters)) })
    counter(
      "skald_outbox_published_total", "Events that the sink acknowledged.",
      sample.sinks.map { ([("dest", $0.name)], $0.published) })
  }

  private mutating func schedules(_ sample: EngineSample) {
    counter(
      "skald_schedule_times_total", "Times of schedules by what became of them, since they were made.",
      sample.schedules.flatMap { schedule in
        let counts = schedule.counts
        return [
          ("started", counts.started), ("skipped", counts.skipped), ("missed", counts.missed),
          ("failed", counts.failed),
        ]
        .map { ([("schedule", schedule.name), ("outcome", $0)], Int($1)) }
      })
    gauge(
      "skald_schedule_overdue_seconds", "For how long a time has come of which nothing became yet.",
      sample.schedules.map { ([("schedule", $0.name)], Double($0.overdue.count) / 1000) })
  }

  private mutating func store(_ sample: EngineSample) {
    counter("skald_commits_total", "Transactions.", [([], sample.commits)])
    counter("skald_committed_instances_total", "Instances that they changed.", [([], sample.committedInstances)])
    histogram("skald_commit_seconds", "How long a transaction took.", [([], sample.commitDurations)])
    gauge("skald_db_bytes", "The size of the database.", [([], Double(sample.databaseBytes))])
    gauge("skald_wal_bytes", "The size of its log.", [([], Double(sample.logBytes))])
  }
}
