import SkaldCore
import SkaldValue

/// Tells moves as a story.
struct Teller {
  let model: Model

  /// The story of moves from an input on.
  func story(_ input: JSON, _ moves: [Move]) -> Story {
    var step = World.beginning(input, model)
    let begins = model.starts.map { "\($0) is emitted" } ?? engine(step.acts, lost: nil)
    var lines = [StoryLine(number: 0, engine: begins, network: "", service: "", ledger: "")]
    for (index, move) in moves.enumerated() {
      let before = step.world
      step = before.after(move, model)
      let sides = sides(of: move, before)
      let told = engine(step.acts, lost: sides.engine)
      lines.append(
        StoryLine(
          number: index + 1, engine: told, network: sides.network, service: sides.service,
          ledger: ledger(step.world)))
    }
    let definition = model.parts[0].program.participation?.choreography ?? model.parts[0].program.name
    return Story(
      definition: definition, input: input, lines: lines, moves: moves.map { $0.token(model) },
      assumptions: model.assumptions.map { $0.token })
  }

  private struct Sides {
    var engine: String?
    var network = ""
    var service = ""
  }

  private func sides(of move: Move, _ world: World) -> Sides {
    switch move {
    case .answer(let part, let id, let decision):
      return Sides(service: service(part, id, decision, world))
    case .fault(let part, let id, let fault, let decision): return sides(of: fault, part, id, decision, world)
    case .land(let part, let id, let decision, let isHeard):
      return Sides(
        network: "\(call(part, id, world)) arrives late" + (isHeard ? "" : ", unheard"),
        service: service(part, id, decision, world))
    case .fire(let part, let timer): return Sides(engine: words(timer, part, world))
    case .send(let part, let record, let value):
      let told = model.parts[part].values[record.step.index].count > 1 ? " (\(valueText(part, record, value)))" : ""
      return Sides(network: "the event for \(title(part, record, world)) arrives\(told)")
    case .decide(let part, let record, let value):
      return Sides(network: "\(title(part, record, world)) is answered \(valueText(part, record, value))")
    case .hear(let index):
      let passage = world.passages[index]
      return Sides(network: "\(passage.event.name) reaches \(model.parts[passage.hearer].name)")
    case .cancel: return Sides(network: "somebody cancels")
    case .crash: return Sides(engine: "the engine ends, and starts again")
    case .mend(let part, let record): return Sides(engine: "an operator helps \(title(part, record, world)) on")
    }
  }

  private func sides(of fault: Fault, _ part: Int, _ id: CallID, _ decision: Decision, _ world: World) -> Sides {
    let call = call(part, id, world)
    switch fault {
    case .answerLost: return Sides(network: "\(call): answer lost", service: service(part, id, decision, world))
    case .requestLost: return Sides(network: "\(call): request lost")
    case .requestDelayed: return Sides(network: "\(call): request delayed")
    case .requestRepeated:
      return Sides(network: "\(call): a copy stays on its way", service: service(part, id, decision, world))
    case .unavailable: return Sides(network: "\(call): 503")
    case .notSetUp: return Sides(network: "\(call): 401")
    }
  }

  /// What a service decides, and whether it was asked before.
  private func service(_ part: Int, _ id: CallID, _ decision: Decision, _ world: World) -> String {
    let name = model.parts[part].operation(id)?.name ?? ""
    switch decision {
    case .refuse(let code): return "\(name) refuses: \(code ?? "no")"
    case .apply(let value):
      let account = world.ledger[Place(part: part, record: id.record)]
      let isRepeat = id.phase == .action ? account.wasApplied : id.phase == .undo && account.wasUndone
      let values = model.parts[part].values[id.step.index]
      let told = id.phase == .action && values.count > 1 ? " \(values[value].text)" : ""
      return name + (isRepeat ? " again" : id.phase == .check ? " tells" : " does it") + told
    }
  }

  private func valueText(_ part: Int, _ record: RecordID, _ value: Int) -> String {
    model.parts[part].values[record.step.index][value].text
  }

  private func title(_ part: Int, _ record: RecordID, _ world: World) -> String {
    let title = model.parts[part].title(record, world.instances[part]?.state)
    return model.isFlow ? "\(model.parts[part].name).\(title)" : title
  }

  private func call(_ part: Int, _ id: CallID, _ world: World) -> String {
    switch id.phase {
    case .action: title(part, id.record, world)
    case .undo: "undo of \(title(part, id.record, world))"
    case .check: "check of \(title(part, id.record, world))"
    }
  }

  private func words(_ timer: TimerID, _ part: Int, _ world: World) -> String {
    switch timer {
    case .attempt(let id): "\(call(part, id, world)): time is up"
    case .retry: ""
    case .sleep(let record): "\(title(part, record, world)) is over"
    case .wait(let record): "\(title(part, record, world)): time is up"
    case .quiesce(let record): "nothing of \(title(part, record, world)) is on its way any more"
    case .start: "its time has come"
    case .deadline: "the deadline passes"
    case .subSagaDeadline(let record): "the deadline of \(title(part, record, world)) passes"
    }
  }

  private func ledger(_ world: World) -> String {
    world.ledger.accounts.filter { $0.net != 0 }.map { account in
      let title = title(account.place.part, account.place.record, world)
      return account.net == 1 ? title : "\(title) ×\(account.net)"
    }
    .joined(separator: ", ")
  }
}
