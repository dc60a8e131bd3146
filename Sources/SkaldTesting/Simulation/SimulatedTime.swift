import SkaldRuntime
import SkaldValue
import Synchronization

/// The clock of a simulated computer: time goes by as the simulation says, and the wall clock may be wrong.
final class SimulatedTime: TimeSource {
  private struct Hands {
    var elapsed = Milliseconds(0)
    var offset = Milliseconds(0)
  }

  private let hands = Mutex(Hands())

  func now() -> Timestamp { hands.withLock { VirtualTime.start + $0.elapsed + $0.offset } }
  func uptime() -> Duration { hands.withLock { .milliseconds($0.elapsed.count) } }

  /// Has so much time gone by since the start.
  func advance(to elapsed: Milliseconds) { hands.withLock { $0.elapsed = elapsed } }
  /// Sets the wall clock so far ahead of what is true.
  func setWall(ahead offset: Milliseconds) { hands.withLock { $0.offset = offset } }
}
