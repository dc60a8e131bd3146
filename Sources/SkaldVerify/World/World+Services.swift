import SkaldCore
import SkaldValue

/// The services, as their contracts describe them: what they may decide, and what that does.
extension World {
  /// What may be decided on a request, the plainest first.
  func decisions(_ request: Request, _ model: Model) -> [Decision] {
    let part = model.parts[request.part]
    switch request.id.phase {
    case .action: return actionDecisions(request, part, model)
    case .undo: return undoDecisions(request, part)
    case .check: return [.apply(value: 0)]
    }
  }

  private func actionDecisions(_ request: Request, _ part: Part, _ model: Model) -> [Decision] {
    guard let operation = part.action(request.id.step) else { return [] }
    let account = ledger[ledger.owner(of: request, model)]
    if account.isBarred {
      return [.refuse(code: Failure.tombstoned)]
    }
    if operation.idempotency == .key, account.wasApplied { return [.apply(value: account.value)] }
    if let refusal = account.refusal, operation.idempotency == .key, operation.remembersRefusals {
      return [.refuse(code: refusal)]
    }
    let values =
      account.wasApplied ? [account.value] : Array(part.values[request.id.step.index].indices)
    return values.map { .apply(value: $0) } + part.refusals[request.id.step.index].map { .refuse(code: $0) }
  }

  private func undoDecisions(_ request: Request, _ part: Part) -> [Decision] {
    let account = ledger[request.place]
    if account.undoneParts > request.id.part { return [.apply(value: 0)] }
    if let refusal = account.undoRefusal { return [.refuse(code: refusal)] }
    let refusals = part.operation(request.id)?.refusals ?? []
    return [.apply(value: 0)] + refusals.map { .refuse(code: $0) }
  }

  /// What a service answers when it decided.
  func answer(_ decision: Decision, to request: Request, _ model: Model) -> CallResult {
    let part = model.parts[request.part]
    switch (decision, request.id.phase) {
    case (.refuse(let code), _): return .refused(code: code, message: code ?? "no")
    case (.apply(let value), .action):
      guard part.action(request.id.step)?.output != nil else { return .ok(nil) }
      return .ok(part.values[request.id.step.index][value])
    case (.apply, .undo):
      let schema = part.operation(request.id)?.output
      return .ok(schema.map { SampleValue(number: 1).value(of: $0, named: "value") })
    case (.apply, .check):
      let account = ledger[request.place]
      guard account.wasApplied, account.net > 0 || !account.wasUndone else { return .ok(["outcome": "none"]) }
      return .ok(["outcome": "applied", "output": part.values[request.id.step.index][account.value]])
    }
  }

  /// Has a service do what it decided.
  /// - Returns: what must never happen, where it happened.
  mutating func carryOut(_ decision: Decision, _ request: Request, _ model: Model) -> Violation? {
    let part = model.parts[request.part]
    switch request.id.phase {
    case .check: return nil
    case .undo: return carryOutUndo(decision, request, part)
    case .action:
      let undone = part.undone(by: request.id.step)
      return undone.isEmpty
        ? carryOutAction(decision, request, model) : carryOutReaction(decision, request, undone, part)
    }
  }

  private mutating func carryOutAction(_ decision: Decision, _ request: Request, _ model: Model) -> Violation? {
    let part = model.parts[request.part]
    guard let operation = part.action(request.id.step) else { return nil }
    let owner = ledger.owner(of: request, model)
    var account = ledger[owner]
    defer { ledger[owner] = account }
    switch decision {
    case .refuse(let code):
      if code != Failure.tombstoned { account.refusal = code }
      return nil
    case .apply(let value):
      if part.invokes[request.id.step.index]?.idempotencyKey != nil {
        ledger.remember(request, model)
      }
      if operation.idempotency == .key, account.wasApplied { return nil }
      let before = account.net
      account.value = value
      account.wasApplied = true
      account.refusal = nil
      guard operation.hasEffect else { return nil }
      account.net = operation.idempotency == .never ? before + 1 : 1
      if account.net > 1 { return Violation(.repeatedEffect, owner) }
      if account.wasUndone, account.net > before { return Violation(.actionAfterUndo, owner) }
      return nil
    }
  }

  private mutating func carryOutUndo(_ decision: Decision, _ request: Request, _ part: Part) -> Violation? {
    guard let invoke = part.invokes[request.id.step.index], let operation = part.operation(request.id) else {
      return nil
    }
    var account = ledger[request.place]
    defer { ledger[request.place] = account }
    guard case .apply = decision else {
      // What cannot be undone today cannot be undone tomorrow.
      if case .refuse(let code) = decision { account.undoRefusal = code }
      return nil
    }
    let isRepeated = account.undoneParts > request.id.part
    if isRepeated, operation.idempotency != .never { return nil }
    account.undoneParts = max(account.undoneParts, request.id.part + 1)
    guard account.undoneParts == invoke.undo.count else { return nil }
    account.wasUndone = true
    if part.action(request.id.step)?.hasBarrier == true { account.isBarred = true }
    guard account.wasApplied else { return nil }
    account.net -= 1
    return account.net < 0 ? Violation(.repeatedUndo, request.place) : nil
  }

  /// A call of a participant that undoes others of it.
  private mutating func carryOutReaction(
    _ decision: Decision, _ request: Request, _ undone: [StepID], _ part: Part
  ) -> Violation? {
    guard let operation = part.action(request.id.step) else { return nil }
    var own = ledger[request.place]
    defer { ledger[request.place] = own }
    guard case .apply = decision else {
      if case .refuse(let code) = decision { own.refusal = code }
      return nil
    }
    if own.wasApplied, operation.idempotency != .never { return nil }
    own.wasApplied = true
    for step in undone {
      let place = Place(part: request.part, record: RecordID(step, block: 0))
      for account in ledger.accounts where account.place.part == place.part && account.place.record.step == step {
        ledger[account.place].wasUndone = true
        if account.wasApplied { ledger[account.place].net -= 1 }
        if ledger[account.place].net < 0 { return Violation(.repeatedUndo, account.place) }
      }
      let isBarrier = part.action(step)?.hasBarrier == true
      if isBarrier || !ledger.accounts.contains(where: { $0.place.part == place.part && $0.place.record.step == step })
      {
        ledger[place].wasUndone = true
        ledger[place].isBarred = isBarrier
      }
    }
    return nil
  }
}
