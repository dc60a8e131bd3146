import SkaldCore
import SkaldRuntime
import SkaldValue

/// Which event of which key goes next to a sink: a pure machine; the relay around it reads, delivers and sleeps.
///
/// Events of one key go one after the other, different keys beside each other. An event that is not acknowledged blocks
/// its key alone: its events are *held*, the cursor passes them, and they are tried again.
struct RelayState {
  /// Events of a few keys for one task to deliver, each key in its order.
  struct Job: Sendable {
    var keys: [(key: String, events: [OutboundEvent])]
  }

  /// What became of the events of a key.
  struct Outcome: Sendable {
    var key: String
    var acknowledged: Int
    /// Why the next one was not acknowledged; nil where all were.
    var failure: SinkError?
  }

  /// How many tasks deliver at once.
  static let jobsMax = 16
  /// How many events are in memory; a sink that is down makes no more of them.
  static let eventsMax = 2048
  /// How many events of a key one job takes, so that a long row does not keep others waiting.
  private static let eventsPerKeyMax = 64

  let sink: String
  /// The time; told before what happens at it.
  var now = Timestamp(milliseconds: 0)
  /// Whether the store is going to be read again, since it could not be.
  var isReadAgain = false
  var lanes: [String: RelayLane] = [:]
  /// Of the lanes that fail; there are few.
  var troubles: [String: RelayTrouble] = [:]
  var ready: [String] = []
  private var jobs = 0
  var eventCount = 0
  /// What becomes of an event that the sink does not take.
  let policy: PoisonPolicy
  /// How many events the sink has taken.
  var takenCount = 0
  /// What was put aside and is there to be seen to.
  var letters = LetterBook()
  /// Rows behind the cursor, oldest first, and how many of their events are neither acknowledged nor held.
  private var open: [(position: Int64, count: Int)] = []
  private var openHead = 0
  var progress: SinkProgress
  /// The position up to which every row was added.
  private(set) var readPosition: Int64

  init(sink: String, cursor: Int64, policy: PoisonPolicy = .block) {
    self.sink = sink
    self.policy = policy
    readPosition = cursor
    progress = SinkProgress(sink: sink)
  }

  var hasRoom: Bool { eventCount < Self.eventsMax }
  /// Whether nothing is left but keys that wait to be tried again.
  var isSettled: Bool { jobs == 0 && ready.isEmpty }

  /// Adds the events of a row after all others.
  mutating func add(_ events: [OutboundEvent], at position: Int64) {
    readPosition = position
    open.append((position, 0))
    for event in events {
      enqueue(event)
      if lanes[event.orderingKey]?.isBlocked == true { hold(event) } else { open[open.count - 1].count += 1 }
    }
    moveCursor()
  }

  /// There is no other row up to a position.
  mutating func skip(to position: Int64) { readPosition = max(readPosition, position) }

  /// Adds an event that was held before a restart.
  mutating func addHeld(_ event: OutboundEvent) {
    enqueue(event)
    lanes[event.orderingKey]?.isBlocked = true
    // When it failed first is not kept; it waits since it was written.
    if troubles[event.orderingKey] == nil { troubles[event.orderingKey] = RelayTrouble(since: event.time) }
  }

  private mutating func enqueue(_ event: OutboundEvent) {
    eventCount += 1
    let isNew = lanes[event.orderingKey] == nil
    lanes[event.orderingKey, default: RelayLane(isReady: true)].events.append(event)
    if isNew { ready.append(event.orderingKey) }
  }

  /// Lets a key have a job once one is free, where it neither has one nor waits for it.
  mutating func makeReady(_ key: String) {
    guard let lane = lanes[key], !lane.isBusy, !lane.isReady else { return }
    lanes[key]?.isReady = true
    ready.append(key)
  }

  /// Forgets a key without events.
  mutating func removeLane(_ key: String) {
    if lanes.removeValue(forKey: key)?.isReady == true { ready.removeAll { $0 == key } }
  }

  /// The next job; nil where nothing can go, or enough is under way.
  mutating func nextJob() -> Job? {
    guard jobs < Self.jobsMax, !ready.isEmpty else { return nil }
    // Keys are spread evenly over the tasks that are free.
    let count = (ready.count + Self.jobsMax - jobs - 1) / (Self.jobsMax - jobs)
    var job = Job(keys: [])
    for key in ready.prefix(count) {
      guard let lane = lanes[key] else { continue }
      lanes[key]?.isBusy = true
      lanes[key]?.isReady = false
      // A blocked key is tried with its first event alone.
      job.keys.append((key, Array(lane.events.prefix(lane.isBlocked ? 1 : Self.eventsPerKeyMax))))
    }
    ready.removeFirst(min(count, ready.count))
    jobs += 1
    return job
  }

  /// Notes what became of a job.
  /// - Returns: the keys to be tried again later, with the number of failures in a row.
  mutating func finish(_ outcomes: [Outcome]) -> [(key: String, failures: Int)] {
    jobs -= 1
    var again: [(key: String, failures: Int)] = []
    for outcome in outcomes {
      guard var lane = lanes.removeValue(forKey: outcome.key) else { continue }
      lane.isBusy = false
      takeOff(&lane, outcome)
      var isWaiting = false
      if let failure = outcome.failure, let first = lane.events.first {
        isWaiting = fail(&lane, first, failure)
        if isWaiting { again.append((outcome.key, lane.failures)) }
      }
      guard !lane.events.isEmpty else { continue }
      if !isWaiting {
        lane.isReady = true
        ready.append(outcome.key)
      }
      lanes[outcome.key] = lane
    }
    moveCursor()
    return again
  }

  /// Takes off what was acknowledged of a lane.
  private mutating func takeOff(_ lane: inout RelayLane, _ outcome: Outcome) {
    let count = outcome.acknowledged
    for event in lane.events.prefix(count) {
      if lane.isRetried { settleLetter(event.place) } else { acknowledge(event, wasHeld: lane.isBlocked) }
    }
    lane.events.removeFirst(count)
    eventCount -= count
    takenCount += count
    if count > 0, lane.isBlocked { settle(&lane, outcome.key) }
  }

  /// The first event of a lane was not acknowledged.
  /// - Returns: whether it is to be tried again later; otherwise it was put aside.
  private mutating func fail(_ lane: inout RelayLane, _ first: OutboundEvent, _ failure: SinkError) -> Bool {
    if lane.isRetried {
      lane.events.removeFirst()
      eventCount -= 1
      putAsideAgain(first, failure)
      return false
    }
    note(failure, of: first, after: lane.failures + 1)
    if isPoison(failure, first.orderingKey) {
      lane.events.removeFirst()
      eventCount -= 1
      if lane.isBlocked { progress.released.append(first.place) } else { close(first) }
      putAside(first, failure, after: lane.failures + 1)
      settle(&lane, first.orderingKey)
      return false
    }
    if !lane.isBlocked { for event in lane.events { putBack(event) } }
    lane.isBlocked = true
    lane.failures += 1
    return true
  }

  /// A key may be tried again, unless it was since it failed so many times.
  mutating func retry(_ key: String, after failures: Int) {
    if lanes[key]?.failures == failures { makeReady(key) }
  }

  /// What changed since the last time; nil where nothing did.
  mutating func takeProgress() -> SinkProgress? {
    guard !progress.isEmpty else { return nil }
    defer { progress = SinkProgress(sink: sink) }
    return progress
  }

  private mutating func acknowledge(_ event: OutboundEvent, wasHeld: Bool) {
    if wasHeld { progress.released.append(event.place) } else { close(event) }
  }

  private mutating func putBack(_ event: OutboundEvent) {
    hold(event)
    close(event)
  }

  private mutating func hold(_ event: OutboundEvent) {
    progress.held.append(.init(place: event.place, orderingKey: event.orderingKey))
  }

  /// One event less stands between the cursor and the rows behind it.
  private mutating func close(_ event: OutboundEvent) {
    var low = openHead
    var high = open.count
    while low < high {
      let middle = (low + high) / 2
      if open[middle].position < event.place.position { low = middle + 1 } else { high = middle }
    }
    guard low < open.count, open[low].position == event.place.position else { return }
    open[low].count -= 1
  }

  private mutating func moveCursor() {
    while openHead < open.count, open[openHead].count == 0 {
      progress.cursor = open[openHead].position
      openHead += 1
    }
    guard openHead > Self.eventsMax else { return }
    open.removeFirst(openHead)
    openHead = 0
  }
}
