public import SkaldCore

extension Drawing {
  /// Draws a program.
  public init(_ program: SagaProgram) {
    let graph = SagaGraph(program)
    self.init(title: "\(program.name) v\(program.version)", boxes: graph.boxes, arrows: graph.arrows)
  }
}

/// A program as boxes and arrows.
private struct SagaGraph {
  private typealias Box = Drawing.Box
  private typealias Arrow = Drawing.Arrow
  private typealias Shape = Drawing.Shape

  private(set) var boxes: [Drawing.Box] = []
  private(set) var arrows: [Drawing.Arrow] = []
  private let program: SagaProgram
  private let regions: RegionMap

  init(_ program: SagaProgram) {
    self.program = program
    regions = RegionMap(program)
    let trigger = program.startedBy.map { [program.event($0).name] } ?? []
    boxes.append(Box(id: "start", lines: ["start"] + trigger, shape: .end))
    arrows.append(Arrow(source: "start", target: id(program.entry)))
    for index in program.nodes.indices { add(NodeID(index)) }
    addWayBack()
  }

  private func id(_ node: NodeID) -> String {
    if case .finish = program.node(node).instruction { return "completed" }
    return "n\(node.index)"
  }

  private func name(_ step: StepID) -> String { program.step(step).name }

  private mutating func add(_ id: NodeID) {
    let node = program.node(id)
    switch node.instruction {
    case .invoke(let invoke):
      let lines = [name(invoke.step), program.operation(invoke.call.operation).name]
      add(id, lines, invoke.position == .pivot ? .pivot : .call, next: node.next)
      add(invoke.catches, from: id)
    case .wait(let wait): add(wait, at: id, next: node.next)
    case .sleep(let sleep): add(id, [name(sleep.step), "sleep"], .wait, next: node.next)
    case .set(let step, _, _): add(id, ["set \(name(step))"], .value, next: node.next)
    case .emit(_, let emission):
      add(id, ["emit \(program.event(emission.event).name)"], .value, next: node.next)
    case .branch(let branch): add(branch, at: id)
    case .fork(let fork): add(fork, at: id)
    case .join: addJoin(id)
    case .finish: boxes.append(Box(id: "completed", lines: ["completed"], shape: .end))
    case .fail(.raise(let code, _, _)): add(id, ["fail \(code)"], .failure, next: nil)
    case .fail(.again): add(id, ["fail again"], .failure, next: nil)
    }
  }

  private mutating func add(_ id: NodeID, _ lines: [String], _ shape: Shape, next: NodeID?) {
    boxes.append(Box(id: self.id(id), lines: lines, shape: shape))
    if let next { arrows.append(Arrow(source: self.id(id), target: self.id(next))) }
  }

  private mutating func add(_ catches: [Catch], from id: NodeID) {
    for entry in catches {
      arrows.append(
        Arrow(
          source: self.id(id), target: self.id(entry.target), label: entry.code ?? "other", style: .alternative))
    }
  }

  private mutating func add(_ wait: Wait, at id: NodeID, next: NodeID?) {
    let name = name(wait.step)
    let words: String
    switch wait.expectation {
    case .event(let type, _): words = "wait \(program.event(type).name)"
    case .answer: words = "ask"
    }
    add(id, "wait \(name)" == words ? [words] : [name, words], .wait, next: next)
    add(wait.catches, from: id)
  }

  private mutating func add(_ fork: Fork, at id: NodeID) {
    boxes.append(Box(id: self.id(id), lines: [name(fork.step), words(of: fork.body)], shape: .choice))
    for region in fork.regions.map({ program.region($0) }) {
      arrows.append(Arrow(source: self.id(id), target: self.id(region.entry), label: region.name))
    }
    add(fork.catches, from: id)
  }

  private func words(of body: Fork.Body) -> String {
    switch body {
    case .branches(let regions, let need):
      need == regions.count ? "all branches" : "\(need) of \(regions.count) branches"
    case .items(_, let items): "each of \(items.list.source)"
    case .rounds(_, let rounds): "until \(rounds.until.source)"
    case .scope: "scope"
    case .saga(_, let id): "saga \(program.subSaga(id).name)"
    case .reactions(let part): "reactions of \(part.participant)"
    }
  }

  /// The end of a region leads behind its fork, and in a loop back to its beginning.
  private mutating func addJoin(_ id: NodeID) {
    guard let (place, region) = regions.fork(of: id) else { return }
    boxes.append(Box(id: self.id(id), lines: ["end of \(name(place.fork.step))"], shape: .value))
    switch place.fork.body {
    case .items:
      arrows.append(Arrow(source: self.id(id), target: self.id(program.region(region).entry), label: "next item"))
    case .rounds:
      arrows.append(Arrow(source: self.id(id), target: self.id(program.region(region).entry), label: "next round"))
    case .branches, .scope, .saga, .reactions: break
    }
    if let next = program.node(place.node).next { arrows.append(Arrow(source: self.id(id), target: self.id(next))) }
  }

  private mutating func add(_ branch: Branch, at id: NodeID) {
    let title = branch.skipped.map { "\(name($0))?" } ?? "choose"
    boxes.append(Box(id: self.id(id), lines: [title], shape: .choice))
    for entry in branch.cases {
      arrows.append(Arrow(source: self.id(id), target: self.id(entry.target), label: entry.condition.source))
    }
    arrows.append(Arrow(source: self.id(id), target: self.id(branch.otherwise), label: "otherwise"))
  }

  /// The undos, the last step's first, and what leads to them.
  private mutating func addWayBack() {
    var next = "compensated"
    var isReached = false
    for index in program.nodes.indices {
      if case .invoke(let invoke) = program.nodes[index].instruction, !invoke.undo.isEmpty {
        let calls = invoke.undo.map { program.operation($0.call.operation).name }
        boxes.append(Box(id: "u\(index)", lines: ["undo \(name(invoke.step))"] + calls, shape: .undo))
        arrows.append(Arrow(source: "n\(index)", target: "u\(index)", label: "undo", style: .back))
        arrows.append(Arrow(source: "u\(index)", target: next, style: .back))
        next = "u\(index)"
        isReached = true
      } else if let reason = turn(of: program.nodes[index].instruction) {
        arrows.append(Arrow(source: "n\(index)", target: next, label: reason, style: .back))
        isReached = true
      }
    }
    if isReached { boxes.append(Box(id: "compensated", lines: ["compensated"], shape: .end)) }
  }

  /// Why an instruction without an undo of its own may turn the saga back; nil where it cannot.
  private func turn(of instruction: Instruction) -> String? {
    switch instruction {
    case .invoke(let invoke): invoke.position == .afterPivot || invoke.isOptional ? nil : "failed"
    case .wait(let wait): wait.otherwise == .compensate ? "timed out" : nil
    case .fail: ""
    case .sleep, .set, .emit, .branch, .fork, .join, .finish: nil
    }
  }
}
