import JSONSchema
import SkaldCore
import SkaldValue

/// A program in the shape that authors write it in, for tests of what stands inside each other.
indirect enum Part {
  /// A call of `NAME.do`, undone by `NAME.undo`; its arguments are the item and the round.
  case call(String, pivot: Bool = false)
  /// A wait for a person's answer.
  case ask(String)
  /// Branches.
  case parallel(String, [[Part]], need: Int)
  /// A list, by an expression.
  case each(String, String, key: String? = nil, atMost: Int = 10, [Part])
  /// A loop.
  case loop(String, until: String, every: String? = nil, atMost: Int? = nil, [Part])
  /// A scope with alternatives by code; the last member says whether the failure goes on after them.
  case scope(String, [Part], catches: [(code: String?, steps: [Part], goesOn: Bool)])
  /// A sub-saga with the input `{ number }`.
  case saga(String, number: String, [Part])
  /// A named value.
  case set(String, String)
  /// A business failure.
  case fail(String)
}

/// Lowers parts to a program, as the language does.
struct PartLowerer {
  private var nodes: [Node] = []
  private var steps: [Step] = []
  private var regions: [Region] = []
  private var subSagas: [SubSaga] = []
  private var operations: [SkaldCore.Operation] = []
  private var path: [String] = []
  private var saga: SubSagaID?
  private var isPast = false
  /// Choices that lead behind a node.
  private var exits: [(choice: NodeID, node: NodeID)] = []

  static func program(_ parts: [Part], output: String? = nil) -> SagaProgram {
    var lowerer = PartLowerer()
    let end = lowerer.reserve(.finish)
    let entry = lowerer.lower(parts, next: end)
    lowerer.connectExits()
    return SagaProgram(
      name: "test", version: 1, input: .any, key: nil, startedBy: nil, entities: [], operations: lowerer.operations,
      events: [], steps: lowerer.steps, nodes: lowerer.nodes, regions: lowerer.regions, subSagas: lowerer.subSagas,
      entry: entry, outcome: Outcome(), output: output.map(TestPrograms.expression),
      tuning: Tuning(policies: [
        CallPolicy(timeout: .seconds(10), retry: TestPrograms.quick),
        CallPolicy(timeout: .seconds(10), retry: TestPrograms.stubborn),
      ]))
  }

  private mutating func reserve(_ instruction: Instruction) -> NodeID {
    nodes.append(Node(instruction))
    return NodeID(nodes.count - 1)
  }

  private mutating func step(_ name: String) -> StepID {
    steps.append(Step(name: name, path: (path + [name]).joined(separator: "/"), saga: saga))
    return StepID(steps.count - 1)
  }

  private mutating func operation(_ name: String) -> OperationID {
    if let index = operations.firstIndex(where: { $0.name == name }) { return OperationID(index) }
    operations.append(Operation(name: name))
    return OperationID(operations.count - 1)
  }

  private mutating func lower(_ parts: [Part], next: NodeID) -> NodeID {
    // The steps are numbered in the order of the file, so each is lowered before what follows it.
    var nodesOfParts: [NodeID] = []
    for part in parts {
      let node = reserve(.finish)
      nodesOfParts.append(node)
      let instruction = lower(part, after: node, next: next)
      nodes[node.index] = Node(instruction, next: nil)
    }
    for (index, node) in nodesOfParts.enumerated() {
      nodes[node.index].next = index + 1 < nodesOfParts.count ? nodesOfParts[index + 1] : next
    }
    return nodesOfParts.first ?? next
  }

  private mutating func region(_ name: String, _ parts: [Part]) -> RegionID {
    let join = reserve(.join)
    let first = StepID(steps.count)
    let entry = lower(parts, next: join)
    regions.append(
      Region(name: name, entry: entry, firstStep: first, stepCount: steps.count - first.index))
    return RegionID(regions.count - 1)
  }

  private mutating func lower(_ part: Part, after node: NodeID, next: NodeID) -> Instruction {
    switch part {
    case .call(let name, let isPivot): return .invoke(invoke(name, isPivot: isPivot))
    case .ask(let name):
      return .wait(Wait(step: step(name), question: .init(answer: .any), otherwise: .compensate))
    case .set(let name, let source): return .set(step: step(name), value: TestPrograms.expression(source))
    case .fail(let code): return .fail(.raise(code: code, message: nil, step: step("fail-\(steps.count)")))
    case .parallel(let name, let branches, let need):
      return fork(name) { lowerer in
        .branches(branches.enumerated().map { lowerer.region("b\($0.offset)", $0.element) }, need: need)
      }
    case .each(let name, let list, let key, let atMost, let parts):
      let items = Fork.Items(
        list: TestPrograms.condition(list), key: key.map(TestPrograms.condition), atMost: atMost)
      return fork(name) { .items($0.region("", parts), items) }
    case .loop(let name, let until, let every, let atMost, let parts):
      let rounds = Fork.Rounds(
        until: TestPrograms.condition(until), every: every.map { .literal(.string($0)) }, atMost: atMost)
      return fork(name) { .rounds($0.region("", parts), rounds) }
    case .scope(let name, let parts, let catches): return scope(name, parts, catches, node)
    case .saga(let name, let number, let parts): return subSaga(name, number, parts)
    }
  }

  private mutating func fork(_ name: String, _ body: (inout PartLowerer) -> Fork.Body) -> Instruction {
    let id = step(name)
    path.append(name)
    let body = body(&self)
    path.removeLast()
    return .fork(Fork(step: id, body: body))
  }

  private mutating func scope(
    _ name: String, _ parts: [Part], _ catches: [(code: String?, steps: [Part], goesOn: Bool)], _ node: NodeID
  ) -> Instruction {
    guard case .fork(var fork) = fork(name, { .scope($0.region("", parts)) }) else { return .join }
    // Alternatives lead behind the scope, which is known only once its node has its successor: by way of a choice.
    for entry in catches {
      let end = entry.goesOn ? reserve(.fail(.again)) : reserve(.branch(Branch(cases: [], otherwise: node)))
      fork.catches.append(Catch(code: entry.code, target: lower(entry.steps, next: end)))
      if !entry.goesOn { exits.append((end, node)) }
    }
    return .fork(fork)
  }

  private mutating func connectExits() {
    for (choice, node) in exits {
      guard let next = nodes[node.index].next else { continue }
      nodes[choice.index] = Node(.branch(Branch(cases: [], otherwise: next)))
    }
  }

  private mutating func subSaga(_ name: String, _ number: String, _ parts: [Part]) -> Instruction {
    let id = step(name)
    let outer = saga
    subSagas.append(
      SubSaga(
        name: name, version: 1, input: .any,
        arguments: .object([.init(name: "number", value: TestPrograms.expression(number))]),
        output: TestPrograms.expression("input")))
    let own = SubSagaID(subSagas.count - 1)
    path.append(name)
    saga = own
    let region = region("", parts)
    saga = outer
    path.removeLast()
    return .fork(Fork(step: id, body: .saga(region, own)))
  }

  private mutating func invoke(_ name: String, isPivot: Bool) -> Invoke {
    let undo = UndoPlan(
      call: CallPlan(
        operation: operation("\(name).undo"), arguments: .literal(.object(JSONObject())), policy: PolicyID(1)))
    let position: Invoke.Position = isPivot ? .pivot : isPast ? .afterPivot : .beforePivot
    isPast = isPast || isPivot
    return Invoke(
      step: step(name),
      call: CallPlan(
        operation: operation("\(name).do"), arguments: .literal(.object(JSONObject())),
        policy: PolicyID(position == .beforePivot ? 0 : 1)),
      undo: position == .beforePivot ? [undo] : [], position: position)
  }
}
