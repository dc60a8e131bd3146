import SkaldRuntime
import SkaldTesting
import SkaldValue
import Synchronization

/// A sink in memory with a bad habit, or none.
final class BrokenSink: Sink {
  enum Habit: Sendable {
    case acknowledgesAtOnce
    case losesEveryFifth
    case drawsNewIDs
    case swapsTwo
  }

  private struct State {
    var events: [TrialEvent] = []
    var count = 0
    var isHeldBack: TrialEvent?
  }

  let name = "broken"
  private let habit: Habit?
  private let state = Mutex(State())

  init(_ habit: Habit?) { self.habit = habit }

  var events: [TrialEvent] { state.withLock { $0.events } }

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    guard var event = TrialEvent(cloudEvent: event.cloudEvent) else { throw SinkError(message: "no event") }
    state.withLock { state in
      state.count += 1
      switch habit {
      case .acknowledgesAtOnce: return
      case .losesEveryFifth where state.count % 5 == 0: return
      case .drawsNewIDs: event.id += "-\(state.count)"
      case .swapsTwo where event.key == "a":
        guard let held = state.isHeldBack else { return state.isHeldBack = event }
        state.isHeldBack = nil
        state.events += [event, held]
        return
      default: break
      }
      state.events.append(event)
    }
  }
}
