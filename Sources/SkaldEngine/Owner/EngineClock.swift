import SkaldRuntime
import SkaldValue

/// The engine's time: the computer's, except that it never goes back, and that it does not follow a leap ahead which
/// nobody has confirmed.
///
/// Between two looks the uptime says how much time went by, sleep of the computer included. A wall clock that is far
/// ahead of that was set by somebody or something: following it would let every timer fire at once.
struct EngineClock {
  /// How far the wall clock may be ahead of the time that went by before it is doubted.
  static let leapMax = Milliseconds.minutes(5)

  private let source: any TimeSource
  private var last: Timestamp
  /// When ``last`` was the time, in terms of the uptime; less than a millisecond is left for the next time.
  private var uptime: Duration
  /// How far the wall clock is ahead while it is doubted; nil while it is believed.
  private(set) var doubted: Milliseconds?

  /// A gap at the start cannot be told from the time that the engine was down, and is believed.
  init(_ source: any TimeSource, notBefore last: Timestamp) {
    self.source = source
    self.last = max(last, source.now())
    uptime = source.uptime()
  }

  /// The time now: the wall's, or where that lies behind or is doubted, the last one and what went by since.
  mutating func now() -> Timestamp {
    let uptime = source.uptime()
    let elapsed = max(Milliseconds(0), (uptime - self.uptime).milliseconds)
    last = last + elapsed
    self.uptime += .milliseconds(elapsed.count)
    let wall = source.now()
    doubted = wall - last > Self.leapMax ? wall - last : nil
    if wall > last, doubted == nil { follow(wall, uptime) }
    return last
  }

  /// Somebody says that the wall clock is right.
  mutating func confirm() {
    let wall = source.now()
    if wall > last { follow(wall, source.uptime()) }
    doubted = nil
  }

  private mutating func follow(_ wall: Timestamp, _ uptime: Duration) {
    last = wall
    self.uptime = uptime
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
