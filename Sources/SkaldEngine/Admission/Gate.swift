import SkaldRuntime
import SkaldValue

/// The limit of one handler, a service's or an operation's, and how much of it is used. The owner's alone.
final class Gate {
  let name: String
  private(set) var limit: HandlerLimit?
  var isPaused = false
  /// How many calls are under way, and how many wait.
  private(set) var inFlight = 0
  var waiting = 0
  private var bucket: TokenBucket?
  private var locked: Set<String> = []
  private var parked: [String: Heap<WaitingCall>] = [:]

  init(_ name: String, _ limit: HandlerLimit?, at now: Timestamp) {
    self.name = name
    set(limit, at: now)
  }

  func set(_ limit: HandlerLimit?, at now: Timestamp) {
    if limit?.rate != self.limit?.rate || bucket == nil { bucket = limit?.rate.map { TokenBucket($0, at: now) } }
    self.limit = limit
  }

  /// Whether nothing can hold a call back here.
  var isFree: Bool { !isPaused && limit?.isOpen != false }

  /// Whether a call may begin, as far as it is not about its lock.
  func opening(at now: Timestamp) -> Opening {
    if isPaused { return .shut(until: nil) }
    if let concurrency = limit?.concurrency, inFlight >= concurrency { return .shut(until: nil) }
    guard let next = bucket?.next(at: now), next > now else { return .open }
    return .shut(until: next)
  }

  /// A call begins that ``opening(at:)`` allowed.
  func begin() {
    inFlight += 1
    bucket?.take()
  }

  /// A call is over.
  func end() {
    precondition(inFlight > 0, "no more calls end than began")
    inFlight -= 1
  }

  func isLocked(_ value: String) -> Bool { locked.contains(value) }

  func lock(_ value: String) { locked.insert(value) }

  /// The call with this value is over.
  /// - Returns: the next one that waited for it, which is to be put back into its line.
  func unlock(_ value: String) -> WaitingCall? {
    locked.remove(value)
    return unpark(value)
  }

  /// Puts a call aside until its value is free.
  func park(_ call: WaitingCall, _ value: String) { parked[value, default: Heap()].push(call) }

  /// The next call that was put aside for a value, where that is free.
  func unpark(_ value: String) -> WaitingCall? {
    guard !locked.contains(value), let next = parked[value]?.popFirst() else { return nil }
    if parked[value]?.count == 0 { parked[value] = nil }
    return next
  }
}
