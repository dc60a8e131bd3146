import SkaldRuntime
import SkaldValue

/// The engine's time: the computer's, except that it never goes back, whatever is done to the clock.
struct EngineClock {
  private let source: any TimeSource
  private var last: Timestamp
  /// When ``last`` was the time, in terms of the uptime; less than a millisecond is left for the next time.
  private var uptime: Duration

  init(_ source: any TimeSource, notBefore last: Timestamp) {
    self.source = source
    self.last = max(last, source.now())
    uptime = source.uptime()
  }

  /// The time now: the wall's, or where that lies behind, the last one and what went by since.
  mutating func now() -> Timestamp {
    let uptime = source.uptime()
    let elapsed = max(Milliseconds(0), (uptime - self.uptime).milliseconds)
    last = last + elapsed
    self.uptime += .milliseconds(elapsed.count)
    let wall = source.now()
    if wall > last {
      last = wall
      self.uptime = uptime
    }
    return last
  }
}

extension Duration {
  /// The whole milliseconds of a length of time.
  var milliseconds: Milliseconds {
    Milliseconds(components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000)
  }

  /// The whole nanoseconds of a length of time.
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
