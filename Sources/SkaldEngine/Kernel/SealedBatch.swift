import SkaldCore
import SkaldRuntime

/// A batch whose inputs are all taken up, and of which nothing may be told before it is durable.
///
/// It says itself how its instances stood: they may have gone on since.
struct SealedBatch {
  /// An instance that it changed.
  struct Member {
    let instance: LiveInstance
    let isNew: Bool
    let status: Status
    /// Its last journal row, where it is at rest.
    let restsAt: Int64?

    /// Notes how an instance stands, and makes it ready for the next batch.
    init(_ instance: LiveInstance) {
      self.instance = instance
      isNew = instance.isNew
      status = instance.state.status
      restsAt = instance.standing?.rest == nil ? nil : instance.sequence
      instance.isTouched = false
      instance.isNew = false
    }
  }

  let rows: CommitBatch
  /// What was taken up for the second time, and what for the first.
  let again: [Input]
  let inputs: [Input]
  let members: [Member]
  /// The instances that it began, by their keys.
  let startedKeys: [String: [LiveInstance]]
  let actions: [Action]
  let emitted: [OutboxRow]
  let refusals: [RefusedTransition]
  /// How far sinks are, as its rows say.
  let progress: [SinkProgress]
}
