import Metrics
import SkaldCore

/// What the owner counts; names as in the documentation of metrics, labels of few values.
struct EngineMetrics {
  private let batchSize = Recorder(label: "skald_commit_batch_size")
  private let commitTime = Metrics.Timer(label: "skald_commit_seconds")
  private let finished = Dictionary(
    uniqueKeysWithValues: Status.allCases.map { status in
      (status, Counter(label: "skald_instances_finished_total", dimensions: [("outcome", status.rawValue)]))
    })

  func committed(_ instances: Int, in length: Duration) {
    batchSize.record(instances)
    commitTime.recordNanoseconds(length.nanoseconds)
  }

  func ended(_ status: Status) { finished[status]?.increment() }
}
