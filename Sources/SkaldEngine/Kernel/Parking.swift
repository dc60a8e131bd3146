import SkaldValue

/// How many events are parked, or may be: as long as the count is 0 nobody has to look for one.
struct Parking {
  /// How many were parked when the store was taken; their times are not known.
  private var inherited: Int
  private let takenAt: Timestamp
  /// The times of those parked since, oldest first.
  private var times: [Timestamp] = []
  private var sweptAt: Timestamp

  /// How often old events are dropped.
  private static let sweepInterval = Milliseconds.hours(1)

  init(inherited: Int, at time: Timestamp) {
    self.inherited = inherited
    takenAt = time
    sweptAt = time
  }

  var isEmpty: Bool { inherited == 0 && times.isEmpty }

  mutating func park(at time: Timestamp) { times.append(time) }

  mutating func unpark(at time: Timestamp) {
    if let index = times.firstIndex(of: time) { times.remove(at: index) } else { inherited = max(0, inherited - 1) }
  }

  /// The time before which parked events are dropped now; nil where it is not time to do so.
  mutating func sweep(at now: Timestamp) -> Timestamp? {
    guard !isEmpty, now - sweptAt >= Self.sweepInterval else { return nil }
    sweptAt = now
    let limit = now + Milliseconds(-Kernel.parkingTime.count)
    times.removeAll { $0 <= limit }
    if takenAt <= limit { inherited = 0 }
    return limit
  }
}
