import SkaldRuntime
import SkaldValue

/// The calls that wait for a service, a line for each saga. Who was served goes to the end, so that no saga can keep
/// another from its turn.
struct Turns {
  private var lines: [Line] = []
  private var places: [String: Int] = [:]
  /// The places of the lines in which somebody may wait, next first.
  private var turn: [Int] = []

  mutating func add(_ call: WaitingCall) {
    let place = place(of: call.call.saga)
    lines[place].add(call)
    if lines[place].isInTurn { return }
    lines[place].isInTurn = true
    turn.append(place)
  }

  /// Takes out the call whose turn it is.
  /// - Parameter wake: becomes earlier where time alone holds a call back.
  mutating func next(at now: Timestamp, _ wake: inout Timestamp?) -> WaitingCall? {
    var index = 0
    while index < turn.count {
      let place = turn[index]
      let call = lines[place].next(at: now, &wake)
      if call == nil, !lines[place].isEmpty {
        index += 1
        continue
      }
      turn.remove(at: index)
      lines[place].isInTurn = !lines[place].isEmpty
      if lines[place].isInTurn { turn.append(place) }
      if let call { return call }
    }
    return nil
  }

  private mutating func place(of saga: String) -> Int {
    if let place = places[saga] { return place }
    places[saga] = lines.count
    lines.append(Line())
    return lines.count - 1
  }
}

/// The calls of one saga, by operation: one operation that has no room keeps no other from its turn.
private struct Line {
  private var queues: [(operation: OperationGate, calls: Heap<WaitingCall>)] = []
  var isInTurn = false

  var isEmpty: Bool { queues.allSatisfy { $0.calls.count == 0 } }

  mutating func add(_ call: WaitingCall) {
    if let index = queues.firstIndex(where: { $0.operation === call.operation }) {
      queues[index].calls.push(call)
    } else {
      queues.append((call.operation, Heap()))
      queues[queues.count - 1].calls.push(call)
    }
  }

  /// Takes out the first call that may begin; those on the way whose value is taken are put aside.
  mutating func next(at now: Timestamp, _ wake: inout Timestamp?) -> WaitingCall? {
    var best: (index: Int, call: WaitingCall)?
    for index in queues.indices {
      guard queues[index].calls.count > 0, isOpen(queues[index].operation, at: now, &wake),
        let call = firstUnlocked(index)
      else { continue }
      if best.map({ call < $0.call }) ?? true { best = (index, call) }
    }
    guard let best else { return nil }
    return queues[best.index].calls.popFirst()
  }

  private func isOpen(_ operation: OperationGate, at now: Timestamp, _ wake: inout Timestamp?) -> Bool {
    guard case .shut(let until) = operation.gate.opening(at: now) else { return true }
    if let until { wake = min(wake ?? until, until) }
    return false
  }

  private mutating func firstUnlocked(_ index: Int) -> WaitingCall? {
    while let call = queues[index].calls.first() {
      guard let lock = call.lock, lock.gate.isLocked(lock.value) else { return call }
      _ = queues[index].calls.popFirst()
      lock.gate.park(call, lock.value)
    }
    return nil
  }
}
