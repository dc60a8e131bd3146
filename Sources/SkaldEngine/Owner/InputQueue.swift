#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif
import SkaldValue

/// Many threads put inputs in, the owner takes out everything that is there: the natural batch of a commit.
///
/// The lock guards every stored property; that is why the class may be shared.
@safe final class InputQueue: @unchecked Sendable {
  /// How far the end of the engine has come.
  enum Stage: Int, Comparable {
    /// Everything is taken up.
    case open
    /// Only answers of calls are taken up.
    case draining
    /// The owner shall close the store.
    case closing

    static func < (left: Stage, right: Stage) -> Bool { left.rawValue < right.rawValue }
  }

  private let lock: UnsafeMutablePointer<pthread_mutex_t>
  private let changed: UnsafeMutablePointer<pthread_cond_t>
  private var inputs: [Input] = []
  private var stage = Stage.open
  private var isOwnerWaiting = false
  private var isCalled = false
  private var awaitsCall = false

  init() {
    unsafe lock = .allocate(capacity: 1)
    unsafe changed = .allocate(capacity: 1)
    unsafe pthread_mutex_init(lock, nil)
    var attributes = pthread_condattr_t()
    unsafe pthread_condattr_init(&attributes)
    #if canImport(Glibc)
      unsafe pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC)
    #endif
    unsafe pthread_cond_init(changed, &attributes)
    unsafe pthread_condattr_destroy(&attributes)
    inputs.reserveCapacity(1024)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(lock)
    unsafe changed.deallocate()
    unsafe lock.deallocate()
  }

  /// Adds an input; the owner is woken only where it waits.
  func push(_ input: Input) {
    unsafe pthread_mutex_lock(lock)
    inputs.append(input)
    let wakes = isOwnerWaiting
    // One signal is enough, however many come before the owner has the lock again.
    isOwnerWaiting = false
    unsafe pthread_mutex_unlock(lock)
    if wakes { unsafe pthread_cond_signal(changed) }
  }

  /// Has the owner return from ``take(_:knowing:for:untilCalled:)`` where it waits to be called, now or next.
  func call() {
    unsafe pthread_mutex_lock(lock)
    isCalled = true
    let wakes = isOwnerWaiting
    unsafe pthread_mutex_unlock(lock)
    if wakes { unsafe pthread_cond_signal(changed) }
  }

  /// Goes on to a stage of the end; never back.
  func enter(_ next: Stage) {
    unsafe pthread_mutex_lock(lock)
    stage = max(stage, next)
    unsafe pthread_mutex_unlock(lock)
    unsafe pthread_cond_signal(changed)
  }

  /// Hands over everything queued, in exchange for the caller's empty array.
  ///
  /// Waits until there is something, the stage is another than the one known, the time is up, or, where that is awaited,
  /// somebody calls.
  func take(
    _ batch: inout [Input], knowing known: Stage, for limit: Milliseconds?, untilCalled: Bool = false
  ) -> Stage {
    unsafe pthread_mutex_lock(lock)
    defer { unsafe pthread_mutex_unlock(lock) }
    awaitsCall = untilCalled
    // A call that nobody awaits is of no interest any more.
    defer { isCalled = false }
    if isQuiet(known) {
      isOwnerWaiting = true
      wait(limit, known)
      isOwnerWaiting = false
    }
    swap(&inputs, &batch)
    return stage
  }

  private func isQuiet(_ known: Stage) -> Bool {
    inputs.isEmpty && stage == known && !(awaitsCall && isCalled)
  }

  private func wait(_ limit: Milliseconds?, _ known: Stage) {
    guard let limit else {
      while isQuiet(known) { unsafe pthread_cond_wait(changed, lock) }
      return
    }
    guard limit.count > 0 else { return }
    var until = timespec()
    #if canImport(Glibc)
      unsafe clock_gettime(CLOCK_MONOTONIC, &until)
    #else
      unsafe clock_gettime(CLOCK_REALTIME, &until)
    #endif
    let nanoseconds = Int64(until.tv_nsec) + limit.count % 1000 * 1_000_000
    until.tv_sec += Int(limit.count / 1000 + nanoseconds / 1_000_000_000)
    until.tv_nsec = Int(nanoseconds % 1_000_000_000)
    while isQuiet(known) {
      guard unsafe pthread_cond_timedwait(changed, lock, &until) != ETIMEDOUT else { return }
    }
  }
}
