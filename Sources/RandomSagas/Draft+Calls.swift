/// Calls of services.
extension Draft {
  /// A call while it is drawn.
  private struct CallKeys {
    var keys: [String]
    let step: String
    var contract: Contract
    var isPivot = false
    var isOptional = false
    /// Whether its result is there behind it.
    var isSure = true
  }

  mutating func call(_ place: inout Place) -> String {
    use(.call)
    calls += 1
    let step = name("s")
    let isPivot = drawsPivot(place)
    let isOptional = !isPivot && draws(.optional, oneIn: place.isPastPivot ? 4 : 24)
    let isForward = place.isPastPivot && !isOptional
    if isForward { use(.retriable) }
    var call: CallKeys
    if !isForward, !isPivot, draws(.undeclared, oneIn: 12) {
      call = CallKeys(keys: ["step: \(step)", "call: wild.\(step)"], step: step, contract: Contract())
      call.isSure = false
    } else if !isForward, !isPivot, let other = dice.one(of: shared), draws(.twiceCalled, oneIn: 10) {
      call = CallKeys(keys: ["step: \(step)", "call: \(other.name)"], step: step, contract: other.contract)
    } else {
      let contract = contract(isForward: isForward, isEndless: isForward || isPivot)
      let operation = declare(step, contract)
      call = CallKeys(keys: ["step: \(step)", "call: \(operation)"], step: step, contract: contract)
    }
    call.isPivot = isPivot
    call.isOptional = isOptional
    if isPivot { call.keys.append("pivot: true") }
    if isOptional { call.keys.append("optional: true") }
    arguments(&call, place)
    undo(&call, place)
    policy(&call, place)
    effects(&call, place)
    alternatives(&call, place)
    if call.isSure, !isOptional { known.append(step) } else { possible.append(step) }
    if isPivot { place.isPastPivot = true }
    return "{ \(call.keys.joined(separator: ", ")) }"
  }

  private mutating func drawsPivot(_ place: Place) -> Bool {
    guard place.mayPivot, !place.isPastPivot || isOdd(), !place.isRepeated || isOdd() else { return false }
    return draws(.pivot, oneIn: place.depth == 0 ? 4 : 5)
  }

  private mutating func arguments(_ call: inout CallKeys, _ place: Place) {
    if place.hasItem, !isOdd() {
      call.keys.append("with: { id: \"${item}\" }")
    } else if draws(.with, oneIn: 3) {
      call.keys.append("with: { id: \"${\(text())}\" }")
    }
    if draws(.condition, oneIn: 7) {
      if call.isPivot { use(.conditionalPivot) }
      call.keys.append("if: \(condition())")
      call.isSure = false
    }
    if draws(.idempotencyKey, oneIn: 10) {
      let tail = place.hasItem ? "-${item}" : place.isRepeated ? "-${index}" : ""
      let word = dice.once(in: 2) ? call.step : "order"
      call.keys.append("idempotencyKey: \"\(word)-${saga.id}\(tail)\"")
    }
  }

  private mutating func undo(_ call: inout CallKeys, _ place: Place) {
    let isUndoable =
      call.contract.hasEffect && !call.isPivot && (!place.isPastPivot || place.depth > 0 && dice.once(in: 3))
    guard isUndoable != isOdd() else { return }
    let item = place.hasItem ? ["id: \"${item}\""] : []
    switch dice.number(below: 10) {
    case 0:
      use(.undoNone)
      call.keys.append("compensate: none, because: it may stay")
    case 1:
      use(.undoOfSeveral)
      let with = item.isEmpty ? "" : ", with: { \(item[0]) }"
      let both = [plainUndo(), plainUndo()].map { "{ call: \($0)\(with) }" }
      call.keys.append("compensate: [ \(both.joined(separator: ", ")) ]")
    case 2, 3:
      let operation = undoOperation(call.step)
      let why = isLastUndoExplained ? ["why: \"${saga.failure.code}\""] : []
      if !why.isEmpty { use(.undoWithFailure) }
      use(.undoWithArguments)
      let id =
        item.isEmpty ? [dice.once(in: 8) && !known.isEmpty ? "id: \"${\(text())}\"" : "id: \"${input.id}\""] : item
      var keys = ["call: \(operation)", "with: { \((id + why).joined(separator: ", ")) }"]
      if dice.once(in: 4) { keys.append("timeout: 5s") }
      if dice.once(in: 6) { keys.append("emits: \(event())") }
      if isOdd() { keys.append("retry: { attempts: 3, max: 1m }") }
      call.keys.append("compensate: { \(keys.joined(separator: ", ")) }")
    default:
      use(.undoByName)
      call.keys.append("compensate: \(plainUndo())")
    }
  }

  /// Whether the undo that was drawn last wants to know why.
  private var isLastUndoExplained: Bool { operations.last?.contains("why: string") ?? false }

  /// An undo that needs nothing but the id.
  private mutating func plainUndo() -> String {
    let name = name("u")
    operations.append("\(name): { in: { id: string }, idempotent: natural }")
    return "shop.\(name)"
  }

  private mutating func policy(_ call: inout CallKeys, _ place: Place) {
    if draws(.timeout, oneIn: 5) {
      call.keys.append("timeout: 5s")
      if draws(.heartbeat, oneIn: 4) { call.keys.append("heartbeat: 1s") }
    }
    if call.contract.repeats == .never, !isOdd() {
      call.keys.append("retry: { attempts: 1, max: 1m }")
    } else if draws(.retryInPlace, oneIn: 8) {
      call.keys.append("retry: { attempts: \(1 + dice.number(below: 4)), wait: 1s, max: 10s, jitter: full }")
    } else if draws(.namedRetry, oneIn: 12) {
      call.keys.append("retry: brief")
    } else if call.contract.isForever, draws(.unlimitedRetry, oneIn: 8) {
      call.keys.append("retry: { attempts: unlimited, wait: 1s, max: 5m, jitter: full }")
    }
    switch dice.number(below: 14) {
    case 0 where !place.isPastPivot:
      use(.unknownCompensates)
      call.keys.append("onUnknown: compensate")
    case 1:
      use(.unknownRetries)
      call.keys.append("onUnknown: retry")
    case 2:
      use(.unknownAlerts)
      call.keys.append("onUnknown: alert")
    default: break
    }
    if call.contract.hasEffect, draws(.check, oneIn: 7) { call.keys.append("check: \(checkOperation())") }
  }

  private mutating func effects(_ call: inout CallKeys, _ place: Place) {
    if place.mayMove, states != nil, draws(.moves, oneIn: 3) {
      let state = nextState()
      if draws(.movesAtDispatch, oneIn: 3) {
        call.keys.append("state: \(state) -> \(nextState())")
      } else {
        call.keys.append("state: \(state)")
      }
    }
    if draws(.emitsOne, oneIn: 9) {
      call.keys.append("emits: \(event())")
    } else if draws(.emitsFields, oneIn: 14) {
      call.keys.append("emits: { \(event()): { id: \"${input.id}\" } }")
    }
  }

  private mutating func nextState() -> String {
    let state = "S\(states?.count ?? 0)"
    states?.append(state)
    return state
  }

  private mutating func alternatives(_ call: inout CallKeys, _ place: Place) {
    let isNeeded = place.isPastPivot && !call.isOptional && !call.contract.refusals.isEmpty
    guard place.depth < Self.depthMax, isNeeded || !call.contract.refusals.isEmpty && dice.once(in: 4) else { return }
    var entries: [String] = []
    for code in call.contract.refusals where isNeeded || dice.once(in: 2) {
      entries.append("\(code): \(alternative(place))")
    }
    if entries.isEmpty {
      use(.catchOther)
      entries.append("other: \(alternative(place))")
    }
    call.keys.append("catch: { \(entries.joined(separator: ", ")) }")
    call.isSure = false
  }
}
