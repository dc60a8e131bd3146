import SkaldCore

/// What may happen next.
extension World {
  /// Every move of this world, in an order that is always the same.
  /// - Parameter mayFail: Whether another fault may happen.
  func moves(_ model: Model, mayFail: Bool) -> [Move] {
    var moves: [Move] = []
    for request in requests {
      if request.isGivenUp { moves += landings(request, model) } else { moves += answers(request, model, mayFail) }
    }
    for (index, instance) in instances.enumerated() {
      guard let instance, !instance.status.isTerminal else { continue }
      moves += timers(of: index, instance)
      moves += waits(of: index, instance, model)
      moves += instance.stuckRecords.map { .mend(part: index, $0) }
    }
    moves += hearings(model)
    if mayFail, requests.contains(where: { !$0.isGivenUp }), !model.isFlow || instances.count == 1 {
      moves.append(.crash)
    }
    if !model.isFlow, !isCanceled, instances[0]?.status == .running { moves.append(.cancel) }
    return moves
  }

  /// A request that the engine waits for.
  private func answers(_ request: Request, _ model: Model, _ mayFail: Bool) -> [Move] {
    let decisions = decisions(request, model)
    var moves = decisions.map { Move.answer(part: request.part, request.id, $0) }
    for fault in Fault.allCases {
      guard mayFail || isOut(request, fault), isPossible(fault, request, model) else { continue }
      moves += self.decisions(decisions, under: fault).map { .fault(part: request.part, request.id, fault, $0) }
    }
    return moves
  }

  /// Whether a fault can happen to a call: nobody can do anything about a network that repeats by itself what must not
  /// be repeated.
  private func isPossible(_ fault: Fault, _ request: Request, _ model: Model) -> Bool {
    fault != .requestRepeated || model.parts[request.part].operation(request.id)?.idempotency != .never
  }

  /// What a service may decide while a fault hides it.
  private func decisions(_ decisions: [Decision], under fault: Fault) -> [Decision] {
    switch fault {
    case .answerLost: decisions
    case .requestRepeated: decisions.filter { if case .apply = $0 { true } else { false } }
    case .requestLost, .requestDelayed, .unavailable, .notSetUp: [.apply(value: 0)]
    }
  }

  /// Whether the service of a call stays away, so that another fault of this kind is the same one.
  func isOut(_ request: Request, _ fault: Fault) -> Bool {
    fault.isLasting && outages.contains { $0.place == request.place && $0.phase == request.id.phase }
  }

  /// A request that nobody waits for arrives: what matters is what takes effect.
  private func landings(_ request: Request, _ model: Model) -> [Move] {
    let isLive = instances[request.part].map { !$0.status.isTerminal } ?? false
    let decisions = decisions(request, model)
    var moves: [Move] = []
    for decision in decisions {
      if case .apply = decision { moves.append(.land(part: request.part, request.id, decision, isHeard: false)) }
      if isLive, request.id.phase == .action {
        moves.append(.land(part: request.part, request.id, decision, isHeard: true))
      }
    }
    return moves
  }

  /// Timers; that of an attempt only where its request is gone.
  private func timers(of index: Int, _ instance: Instance) -> [Move] {
    instance.timers.sorted { $0.due < $1.due }.compactMap { timer, _ in
      if case .attempt(let call) = timer,
        requests.contains(where: { $0.part == index && $0.id == call && !$0.isGivenUp })
      {
        return nil
      }
      return .fire(part: index, timer)
    }
  }

  private func waits(of index: Int, _ instance: Instance, _ model: Model) -> [Move] {
    instance.openWaits.flatMap { record -> [Move] in
      let values = model.parts[index].values[record.step.index].indices
      if instance.question(record) != nil { return values.map { .decide(part: index, record, value: $0) } }
      // The same event once more, which nothing took before, would be kept beside the other.
      return values.filter { value in
        guard let event = self.event(for: record, value, of: index, model) else { return false }
        return !instance.state.mailbox.contains { $0.name == event.name && $0.data == event.data }
      }
      .map { .send(part: index, record, value: $0) }
    }
  }

  /// Events of one participant reach another one in their order.
  private func hearings(_ model: Model) -> [Move] {
    passages.indices.compactMap { index in
      let passage = passages[index]
      let isFirst = !passages[..<index].contains { earlier in
        earlier.source == passage.source && earlier.hearer == passage.hearer && canHear(earlier, model)
      }
      return isFirst && canHear(passage, model) ? .hear(index) : nil
    }
  }

  /// Whether a participant takes an event up now: one that needs what the first event said waits for that.
  private func canHear(_ passage: Passage, _ model: Model) -> Bool {
    guard instances[passage.hearer] == nil else { return true }
    let program = model.parts[passage.hearer].program
    guard let part = program.participation, part.needsStart else { return true }
    return program.event(part.starts).name == passage.event.name
  }
}
