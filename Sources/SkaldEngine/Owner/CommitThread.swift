import SkaldRuntime

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Commits batches on a thread of its own, which begins with the first of them.
///
/// The store goes from the owner to this thread with ``begin(_:in:)`` and back with ``outcome()``; never do both use it.
/// The lock guards every stored property; that is why the class may be shared.
@safe final class CommitThread: Committer, @unchecked Sendable {
  private enum State {
    case idle
    /// Given, and perhaps begun.
    case asked(CommitBatch, any Store)
    case over(StoreError?)
    /// No batch will come any more.
    case ended
  }

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var state = State.idle
  private var hasThread = false
  private let tell: @Sendable () -> Void

  /// Makes one whose thread has not begun.
  /// - Parameter tell: called on the thread when a commit is over.
  init(tell: @escaping @Sendable () -> Void) {
    self.tell = tell
    unsafe lock = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe pthread_mutex_init(lock, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  func begin(_ rows: CommitBatch, in store: any Store) {
    if !hasThread { hasThread = OwnerThread.start { [self] in run() } }
    // Where the system gives no thread the owner does it itself.
    let next = hasThread ? State.asked(rows, store) : .over(Self.commit(rows, in: store))
    withLock { state = next }
    unsafe pthread_cond_broadcast(changed)
  }

  var isOver: Bool {
    withLock { if case .asked = state { false } else { true } }
  }

  func outcome() -> StoreError? {
    withLock {
      while case .asked = state { unsafe pthread_cond_wait(changed, lock) }
      guard case .over(let error) = state else { return nil }
      return error
    }
  }

  /// Ends the thread; nothing is being committed any more.
  func end() {
    withLock { state = .ended }
    unsafe pthread_cond_broadcast(changed)
  }

  private func run() {
    while let (rows, store) = next() {
      let error = Self.commit(rows, in: store)
      withLock { state = .over(error) }
      unsafe pthread_cond_broadcast(changed)
      tell()
    }
  }

  /// The next batch, as soon as it is there; nil at the end.
  private func next() -> (CommitBatch, any Store)? {
    withLock {
      while true {
        switch state {
        case .asked(let rows, let store): return (rows, store)
        case .idle, .over: unsafe pthread_cond_wait(changed, lock)
        case .ended: return nil
        }
      }
    }
  }

  private static func commit(_ rows: CommitBatch, in store: any Store) -> StoreError? {
    do throws(StoreError) {
      try store.commit(rows)
      return nil
    } catch {
      return error
    }
  }

  private func withLock<Result>(_ body: () -> Result) -> Result {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    return body()
  }
}
