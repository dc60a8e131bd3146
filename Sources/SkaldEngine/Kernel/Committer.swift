package import SkaldRuntime

/// Commits batches beside the kernel's own thread, one at a time.
package protocol Committer: AnyObject {
  /// Begins a commit. Nobody else touches the store until it is over.
  func begin(_ rows: CommitBatch, in store: any Store)
  /// Whether it is over.
  var isOver: Bool { get }
  /// Waits until it is over.
  /// - Returns: why nothing was kept; nil where everything is durable.
  func outcome() -> StoreError?
}
