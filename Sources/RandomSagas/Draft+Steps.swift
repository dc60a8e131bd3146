/// Lists of steps, and those that call nobody.
extension Draft {
  /// A list in one line.
  mutating func steps(_ place: inout Place, atMost count: Int) -> String {
    "[ \(list(&place, atMost: count).joined(separator: ", ")) ]"
  }

  /// Steps one after the other.
  mutating func list(_ place: inout Place, atMost count: Int) -> [String] {
    let first = step(&place)
    return [first] + (0..<dice.number(below: count)).map { _ in step(&place) }
  }

  private enum Kind {
    case call, wait, sleep, ask, set, emit, choose, parallel, each, `repeat`, scope, subSaga
  }

  private mutating func step(_ place: inout Place) -> String {
    let isInner = place.depth >= Self.depthMax || isFull
    let part = isInner ? 0 : place.depth == 0 ? 3 : 1
    let kinds: [(Int, Kind)] = [
      (isFull ? 0 : 26, .call), (3, .wait), (2, .sleep), (2, .ask), (2, .set), (2, .emit), (part, .choose),
      (part, .parallel), (place.isRepeated ? 0 : part, .each), (part, .repeat), (part, .scope),
      (place.isPart ? 0 : part, .subSaga),
    ]
    if part > 0, place.depth > 0 { use(.nested) }
    switch dice.one(weighing: kinds, else: .set) {
    case .call: return call(&place)
    case .wait: return wait(place)
    case .sleep: return sleep()
    case .ask: return ask(place)
    case .set: return set()
    case .emit: return emit()
    case .choose: return choose(&place)
    case .parallel: return parallel(&place)
    case .each: return each(place)
    case .repeat: return loop(place)
    case .scope: return scope(&place)
    case .subSaga: return subSaga(&place)
    }
  }

  private mutating func sleep() -> String {
    use(.sleep)
    let step = name("nap")
    if draws(.sleepUntil, oneIn: 3) {
      return "{ sleep: \"${saga.startedAt + duration('1h')}\", step: \(step) }"
    }
    return "{ sleep: 10m, step: \(step) }"
  }

  private mutating func set() -> String {
    use(.set)
    let name = name("v")
    return "{ set: { \(name): \"${\(text())}\" } }"
  }

  private mutating func emit() -> String {
    use(.emit)
    return "{ emit: \(event()) }"
  }

  /// An event that the saga tells others.
  mutating func event() -> String {
    let name = "told.\(name("e")).v1"
    events.append("\(name): { topic: told, key: id, data: { id: string }, public: true }")
    return name
  }

  /// An expression that gives a text.
  mutating func text() -> String {
    if dice.once(in: 2), let result = dice.one(of: known) {
      use(.readsResult)
      return "\(result).ref"
    }
    if draws(.computes, oneIn: 4) { return "input.id + '-' + string(input.total)" }
    return "input.id"
  }

  /// A condition.
  mutating func condition() -> String {
    switch dice.number(below: 8) {
    case 0, 1:
      guard let result = dice.one(of: known) else { return "input.vip" }
      use(.readsResult)
      return dice.once(in: 2) ? "\(result).ok" : "\(result).count > 3"
    case 2:
      guard let result = dice.one(of: possible) else { return "'!input.vip'" }
      use(.asksForResult)
      return "has(\(result).ref)"
    case 3:
      use(.readsOptionalInput)
      return "has(input.note)"
    case 4: return "input.total > 100"
    case 5: return "'!input.vip'"
    case 6: return "size(input.items) > 1"
    default: return "input.vip"
    }
  }
}
