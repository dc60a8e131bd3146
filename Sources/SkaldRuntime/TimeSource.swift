#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif
public import SkaldValue

/// Where the engine gets the time from. Nobody else asks a clock.
public protocol TimeSource: Sendable {
  /// The current time; may jump when somebody sets the clock, the engine smooths that.
  func now() -> Timestamp
  /// How long the computer has been up, sleep included; never goes back and never jumps.
  func uptime() -> Duration
}

/// The computer's clock.
public struct SystemTime: TimeSource {
  /// Makes the source.
  public init() {}

  /// The wall-clock time of the computer.
  public func now() -> Timestamp {
    var time = timespec()
    unsafe clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }

  /// The computer's monotonic clock; on Linux the one that counts while the computer sleeps.
  public func uptime() -> Duration {
    var time = timespec()
    #if canImport(Glibc)
      unsafe clock_gettime(CLOCK_BOOTTIME, &time)
    #else
      unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    #endif
    return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
  }
}
