/// Waits for events and for people.
extension Draft {
  mutating func wait(_ place: Place) -> String {
    use(.wait)
    let step = name("w")
    var keys = ["wait: \(awaitedEvent())", "step: \(step)"]
    if draws(.waitCondition, oneIn: 3) { keys.append("if: \(dice.once(in: 2) ? "event.ok" : "event.count > 2")") }
    return expectation(step, keys, place)
  }

  private mutating func awaitedEvent() -> String {
    if let event = dice.one(of: awaited), draws(.eventTwice, oneIn: 3) { return event }
    let event = "came.\(name("e")).v1"
    events.append(
      "\(event): { topic: came, key: id, data: { id: string, ref: string, ok: bool, count: int }, external: true }")
    awaited.append(event)
    return event
  }

  mutating func ask(_ place: Place) -> String {
    use(.ask)
    let step = name("q")
    let keys = ["ask: \(step)", "who: somebody", "answer: { ref: string, ok: bool, count: int }"]
    return expectation(step, keys, place)
  }

  /// What a wait and a question have in common: how long, and what then.
  private mutating func expectation(_ step: String, _ base: [String], _ place: Place) -> String {
    var keys = base
    if !isOdd() { keys.append("timeout: \(dice.once(in: 2) ? "1h" : "2d")") }
    if draws(.catchOfWait, oneIn: 5) {
      keys.append("catch: { wait_timed_out: \(alternative(place)) }")
      possible.append(step)
      return "{ \(keys.joined(separator: ", ")) }"
    }
    switch dice.number(below: 5) {
    case 0 where !place.isPastPivot || isOdd():
      use(.otherwiseCompensate)
      keys.append("otherwise: compensate")
      known.append(step)
    case 1:
      use(.otherwiseContinue)
      keys.append("otherwise: continue")
      possible.append(step)
    case 2:
      use(.otherwiseAlert)
      keys.append("otherwise: alert")
      known.append(step)
    default: known.append(step)
    }
    return "{ \(keys.joined(separator: ", ")) }"
  }

  /// An alternative, and how it goes on behind it.
  mutating func alternative(_ place: Place) -> String {
    let (before, maybe) = (known, possible)
    defer { (known, possible) = (before, maybe) }
    var inner = place.inside { $0.mayPivot = $0.mayPivot && dice.once(in: 3) }
    let steps = dice.once(in: 5) ? "" : "steps: \(steps(&inner, atMost: 2)), "
    let goesOn = place.isPastPivot ? !isOdd() : dice.once(in: 2)
    use(goesOn ? .catchContinue : .catchCompensate)
    return "{ \(steps)then: \(goesOn ? "continue" : "compensate") }"
  }
}
