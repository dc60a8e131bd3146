import SkaldValue

/// Keeps a rate: a call takes a token, and tokens come back evenly up to the burst.
struct TokenBucket {
  let rate: CallRate
  /// A millisecond brings ``CallRate/count`` parts, and a token is as many parts as the period has milliseconds: so no
  /// fraction is ever lost.
  private var parts: Int64
  private var time: Timestamp

  init(_ rate: CallRate, at time: Timestamp) {
    self.rate = rate
    self.time = time
    parts = Int64(rate.burst) * rate.period.count
  }

  /// The burst, and the part of a token that is over where one was there for less than a millisecond.
  private var capacity: Int64 { Int64(rate.burst) * rate.period.count + min(Int64(rate.count), rate.period.count) - 1 }

  /// When the next token is there; in the past, or now, where there is one.
  mutating func next(at now: Timestamp) -> Timestamp {
    fill(at: now)
    let missing = rate.period.count - parts
    guard missing > 0 else { return now }
    let count = Int64(rate.count)
    return now + Milliseconds((missing + count - 1) / count)
  }

  /// Takes a token, which must be there.
  mutating func take() { parts -= rate.period.count }

  private mutating func fill(at now: Timestamp) {
    guard now > time else { return }
    let elapsed = now - time
    time = now
    let count = Int64(rate.count)
    // Compared first, since a long time multiplied might not fit.
    let isFull = elapsed.count >= (capacity - parts + count - 1) / count
    parts = isFull ? capacity : parts + elapsed.count * count
  }
}
