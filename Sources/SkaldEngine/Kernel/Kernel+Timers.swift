import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// How long an instance is left alone whose timer is due and changes nothing.
  private static let idleTimerDelay = Milliseconds.seconds(1)
  /// Below this size the heap is not worth tidying.
  private static let heapSlack = 4096

  /// Gives every timer that is due to its instance, soonest first.
  func fireTimers() throws(StoreError) {
    guard now >= timersHeldUntil else { return }
    var fired = 0
    while fired < Self.timersPerBatchMax, let entry = timers.first, entry.time <= now {
      // Loaded first: an entry that is lost with a failing store would never come again.
      let instance = isWanted(entry) ? try instance(InstanceID(entry.instance)) : nil
      _ = timers.pop()
      guard let instance else { continue }
      instance.timerEntry = nil
      try fire(instance)
      fired += 1
    }
  }

  /// Sees to it that an instance has an entry in the heap that is not too late.
  func plan(_ instance: LiveInstance, nextDue: Timestamp?) {
    guard let nextDue else { return }
    if let entry = instance.timerEntry, entry <= nextDue { return }
    instance.timerEntry = nextDue
    timers.push(.init(time: nextDue, instance: instance.id.number))
  }

  /// Drops entries of instances that ended or are woken earlier, once they are the most.
  func tidyTimers() {
    guard timers.count > 2 * liveCount + Self.heapSlack else { return }
    timers.compact(keeping: isWanted)
  }

  private func isWanted(_ entry: TimerHeap.Entry) -> Bool {
    if let instance = live[entry.instance] { return instance.timerEntry == entry.time }
    return slots[entry.instance].map { $0.timerEntry == entry.time.milliseconds } ?? false
  }

  private func fire(_ instance: LiveInstance) throws(StoreError) {
    let program = instance.definition.program
    var isIdle = false
    let timers = instance.withState { $0.timersDue(program, at: now) }
    if timers == [.start] { try fireStart(instance) }
    for timer in timers where timer != .start {
      if try reduce(instance, .due(timer)).isEmpty { isIdle = true }
    }
    if isIdle {
      return plan(instance, nextDue: now + Self.idleTimerDelay)
    }
    // What was touched gets its next entry with the commit.
    if !instance.isTouched { plan(instance, nextDue: instance.state.nextDue(program)) }
  }
}
