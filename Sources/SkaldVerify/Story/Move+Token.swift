import SkaldCore

/// Moves as words, by which a story is written down and found again: `answer charge apply 0`.
extension Move {
  /// The move in words, which name steps rather than numbers.
  func token(_ model: Model) -> String {
    switch self {
    case .answer(let part, let id, let decision): "answer \(call(part, id, model)) \(decision.token)"
    case .fault(let part, let id, let fault, let decision):
      "fault \(call(part, id, model)) \(fault.token) \(decision.token)"
    case .land(let part, let id, let decision, let isHeard):
      "land \(call(part, id, model)) \(decision.token)\(isHeard ? " heard" : "")"
    case .fire(let part, let timer): "fire \(words(part, timer, model))"
    case .send(let part, let record, let value): "send \(title(part, record, model)) \(value)"
    case .decide(let part, let record, let value): "decide \(title(part, record, model)) \(value)"
    case .hear(let place): "hear \(place)"
    case .cancel: "cancel"
    case .crash: "crash"
    case .mend(let part, let record): "mend \(title(part, record, model))"
    }
  }

  private func title(_ part: Int, _ record: RecordID, _ model: Model) -> String {
    let name = model.parts[part].program.step(record.step).path + (record.block == 0 ? "" : "@\(record.block)")
    return model.isFlow ? "\(model.parts[part].name):\(name)" : name
  }

  private func call(_ part: Int, _ id: CallID, _ model: Model) -> String {
    let phase =
      switch id.phase {
      case .action: ""
      case .undo: id.part == 0 ? "undo-of-" : "undo\(id.part)-of-"
      case .check: "check-of-"
      }
    return "\(phase)\(title(part, id.record, model)) #\(id.attempt)"
  }

  private func words(_ part: Int, _ timer: TimerID, _ model: Model) -> String {
    switch timer {
    case .attempt(let id): "attempt \(call(part, id, model))"
    case .retry(let id): "retry \(call(part, id, model))"
    case .sleep(let record): "sleep \(title(part, record, model))"
    case .wait(let record): "wait \(title(part, record, model))"
    case .quiesce(let record): "quiet \(title(part, record, model))"
    case .start: "start"
    case .deadline: model.isFlow ? "deadline of \(model.parts[part].name)" : "deadline"
    case .subSagaDeadline(let record): "deadline of \(title(part, record, model))"
    }
  }
}

extension Decision {
  fileprivate var token: String {
    switch self {
    case .apply(let value): "apply \(value)"
    case .refuse(let code): "refuse \(code ?? "-")"
    }
  }
}

extension Fault {
  fileprivate var token: String { rawValue.split(separator: " ").joined(separator: "-") }
}

extension Assumption {
  /// The assumption in words, by which it is found again.
  var token: String {
    switch what {
    case .takes(let number): "\(node.index) takes \(number)"
    case .computes: "\(node.index) computes"
    case .keeps(let branches): "\(node.index) keeps " + branches.map { "\($0)" }.joined(separator: " ")
    }
  }

  /// The assumption of words; nil where they are none.
  init?(token: String) {
    let words = token.split(separator: " ")
    guard words.count >= 2, let node = Int(words[0]) else { return nil }
    let numbers = words.dropFirst(2).compactMap { Int($0) }
    switch (words[1], numbers.count) {
    case ("takes", 1): self.init(node: NodeID(node), what: .takes(numbers[0]))
    case ("computes", 0): self.init(node: NodeID(node), what: .computes)
    case ("keeps", 1...): self.init(node: NodeID(node), what: .keeps(numbers))
    default: return nil
    }
  }
}
