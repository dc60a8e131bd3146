/// Operations as they are drawn.
extension Draft {
  /// The contract of an action.
  /// - Parameter isForward: Whether it may not be refused, since there is no way back.
  mutating func contract(isForward: Bool, isEndless: Bool) -> Contract {
    var contract = Contract()
    if !isForward, draws(.withoutEffect, oneIn: 6) { contract.hasEffect = false }
    if draws(.natural, oneIn: 8) { contract.repeats = .natural }
    if draws(.unrepeatable, oneIn: 12) { contract.repeats = .never }
    if !isForward || dice.once(in: 6) {
      contract.refusals = Array(["sold_out", "declined"].prefix(dice.number(below: 3)))
      if !contract.refusals.isEmpty { use(.refusals) }
    }
    if !contract.refusals.isEmpty, draws(.forgetsRefusals, oneIn: 12) { contract.remembersRefusals = false }
    if contract.hasEffect, draws(.barrier, oneIn: 6) { contract.hasBarrier = true }
    if isEndless ? !isOdd() : dice.once(in: 5) {
      use(.keyForever)
      contract.isForever = true
    }
    codes += contract.refusals.filter { !codes.contains($0) }
    return contract
  }

  /// Notes an operation of the service that all actions belong to.
  /// - Returns: its name with that of the service.
  mutating func declare(_ name: String, _ contract: Contract) -> String {
    operations.append(contract.line(name))
    shared.append(SharedOperation(name: "shop.\(name)", contract: contract))
    return "shop.\(name)"
  }

  /// The name of an operation that undoes something.
  mutating func undoOperation(_ step: String) -> String {
    let name = name("u")
    var keys = ["in: { id: string }"]
    switch dice.number(below: 12) {
    case 0: keys.append("keyTTL: forever")
    case 1: keys.append("effect: false")
    case 2 where isOdd(): keys.append("idempotent: never")
    case 3 where isOdd(): keys.append("refuses: [too_late]")
    case 4: keys[0] = "in: { id: string, why: string }"
    default: keys.append("idempotent: natural")
    }
    if keys[0].contains("why") { keys.append("idempotent: natural") }
    operations.append("\(name): { \(keys.joined(separator: ", ")) }")
    return "shop.\(name)"
  }

  /// The name of an operation that tells what became of another.
  mutating func checkOperation() -> String {
    let name = name("k")
    operations.append("\(name): { in: { id: string }, out: { outcome: string }, effect: false }")
    return "shop.\(name)"
  }
}
