import JSONSchema
import SkaldCore
import SkaldValue
import Testing

/// What of a second version keeps an instance that waits for the courier from following it.
struct Obstacle: CustomTestStringConvertible, Sendable {
  let words: String
  let program: SagaProgram
  var testDescription: String { words }

  private init(_ words: String, _ change: (inout SagaProgram) -> Void) {
    self.words = words
    var program = SagaProgram.secondVersion
    change(&program)
    self.program = program
  }

  static let all: [Obstacle] = [
    Obstacle("its undo") { $0.change(step: 0) { $0.undo = [] } },
    Obstacle("its operation") { $0.change(step: 0) { $0.call.operation = OperationID(2) } },
    Obstacle("its place before, at or after") { $0.change(step: 1) { $0.position = .afterPivot } },
    Obstacle("its idempotency key") { $0.change(step: 1) { $0.idempotencyKey = .literal("k") } },
    Obstacle("the shape of its result") { $0.operations[0].output = .object(.init(fields: [], isClosed: false)) },
    Obstacle("the contract of its calls") { $0.operations[1].idempotency = .never },
    Obstacle("another name or place") { $0.steps[1] = Step(name: "hold", path: "hold") },
    Obstacle("it stands at `delivery.started.v1`") { program in
      program.nodes[6] = Node(
        .wait(Wait(step: StepID(3), event: EventTypeID(1), policy: PolicyID(2), otherwise: .compensate)),
        next: NodeID(4))
    },
    Obstacle("its input does not fit") { $0.input = .string },
    Obstacle("another key") { $0.key = .literal("one for all") },
    Obstacle("which is no state any more") { $0.entities[0].states.removeAll { $0.name == "SHIPPING" } },
    Obstacle("which `order` it moves") { $0.entities[0].locked = ["SHIPPING"] },
    Obstacle("over steps that it has not run") { program in
      // A new step before the first, with the number behind all others, so that no other is moved by it.
      program.steps.append(Step(name: "greet", path: "greet"))
      program.nodes.append(
        Node(
          .invoke(
            Invoke(
              step: StepID(5),
              call: CallPlan(operation: OperationID(5), arguments: TestPrograms.orderID, policy: PolicyID(0)))),
          next: program.entry))
      program.entry = NodeID(program.nodes.count - 1)
    },
  ]
}

extension SagaProgram {
  /// The order whose last step calls another operation, and has one more behind it.
  static var secondVersion: SagaProgram {
    var program = TestPrograms.order(version: 2)
    program.operations.insert(Operation(name: "notification.call", isDeclared: true, hasEffect: false), at: 6)
    program.change(step: 4) { invoke in
      invoke.call = CallPlan(operation: OperationID(6), arguments: TestPrograms.orderID, policy: PolicyID(0))
    }
    // Nodes are numbered otherwise: the wait stands last.
    program.nodes.append(program.nodes[3])
    program.nodes[2].next = NodeID(6)
    program.nodes[3] = Node(.join)
    return program
  }

  /// charge → wait for the courier → ship, which may be refused; in the second version a step lies between.
  static func beforeThePivot(version: Int) -> SagaProgram {
    var program = TestPrograms.order(version: version)
    let (charge, ship, wait, notify) = (program.nodes[0], program.nodes[2], program.nodes[3], program.nodes[4])
    guard case .invoke(var shipping) = ship.instruction, case .wait(var courier) = wait.instruction,
      case .invoke(var notifying) = notify.instruction
    else { return program }
    let isLonger = version > 1
    program.steps = ["charge", "courier"].map { Step(name: $0, path: $0) }
    if isLonger { program.steps.append(Step(name: "notify", path: "notify")) }
    program.steps.append(Step(name: "ship", path: "ship"))
    shipping.step = StepID(isLonger ? 3 : 2)
    shipping.position = .beforePivot
    notifying.step = StepID(2)
    notifying.position = .beforePivot
    courier.step = StepID(1)
    program.nodes = [Node(charge.instruction, next: NodeID(1)), Node(.wait(courier), next: NodeID(2))]
    if isLonger { program.nodes.append(Node(.invoke(notifying), next: NodeID(3))) }
    program.nodes.append(Node(.invoke(shipping), next: NodeID(program.nodes.count + 1)))
    program.nodes.append(Node(.finish))
    program.tuning.policies[1].retry = TestPrograms.quick
    program.tuning.deadline = nil
    return program
  }

  mutating func change(step: Int, _ body: (inout Invoke) -> Void) {
    for index in nodes.indices {
      guard case .invoke(var invoke) = nodes[index].instruction, invoke.step.index == step else { continue }
      body(&invoke)
      nodes[index].instruction = .invoke(invoke)
    }
  }
}
