import SkaldValue

extension Transition {
  /// How many instructions one transition executes at most: a loop that waits for nothing must not run for ever.
  static var instructionsMax: Int { 100_000 }

  /// Lets a frame go on at a node, once what is under way is done.
  mutating func go(_ frame: Int, to node: NodeID?) {
    guard let node else { return }
    state.frames[frame].position = node
    ready.append((frame, node))
  }

  /// Goes on behind the current node of a frame.
  mutating func leave(_ frame: Int) {
    guard let position = state.frames[frame].position else { return }
    go(frame, to: program.nodes[position.index].next)
  }

  /// Executes what is ready.
  mutating func drain() {
    var count = 0
    var index = 0
    while index < ready.count {
      let (frame, node) = ready[index]
      index += 1
      // A failure of another branch may have turned the frame back meanwhile.
      guard state.frames[frame].phase == .running, state.frames[frame].position == node else { continue }
      count += run(frame, from: node)
      guard count < Self.instructionsMax else {
        ready = []
        return open(
          .init(
            kind: "endless_loop", step: "", message: "a loop went round without a wait, and was stopped", blocks: true),
          in: frame)
      }
    }
    ready.removeAll(keepingCapacity: true)
  }

  /// Executes instructions of a frame from a node on, until one has to wait or the frame is over.
  /// - Returns: how many.
  @discardableResult
  mutating func run(_ frame: Int, from first: NodeID) -> Int {
    var next: NodeID? = first
    var count = 0
    while let id = next {
      count += 1
      state.frames[frame].position = id
      switch program.nodes[id.index].instruction {
      case .invoke(let invoke):
        begin(ActiveStep(id: reach(invoke.step, frame, at: id), invoke: invoke))
        return count
      case .wait(let wait):
        guard begin(wait, reach(wait.step, frame, at: id)) else { return count }
        next = program.nodes[id.index].next
      case .sleep(let sleep):
        begin(sleep, reach(sleep.step, frame, at: id))
        return count
      case .set(let step, let template, _):
        guard let value = value(of: template, for: program.step(step).title, in: frame) else { return count }
        succeed(reach(step, frame, at: id), output: value)
        next = program.nodes[id.index].next
      case .emit(let step, let emission):
        let record = reach(step, frame, at: id)
        // What an operator went back behind was published before.
        if state[record].status != .succeeded {
          guard publish(emission, for: program.step(step).title, in: frame) else { return count }
          succeed(record, output: nil)
        }
        next = program.nodes[id.index].next
      case .branch(let branch):
        guard let target = target(of: branch, frame, at: id) else { return count }
        next = target
      case .fork(let fork):
        begin(fork, reach(fork.step, frame, at: id))
        return count
      case .join:
        join(frame)
        return count
      case .finish:
        finish()
        return count
      case .fail(let failing):
        raise(failing, frame, at: id)
        return count
      }
    }
    return count
  }

  /// Notes that a frame reached a step, and where.
  @discardableResult
  mutating func reach(_ step: StepID, _ frame: Int, at node: NodeID) -> RecordID {
    let id = state.record(of: step, from: state.frames[frame].block)
    if state[id].startedAt == nil { state[id].startedAt = at }
    state[id].node = node
    state[id].frame = frame
    return id
  }

  /// Records a step as succeeded.
  mutating func succeed(_ id: RecordID, output: JSON?) {
    state[id].status = .succeeded
    state[id].output = output
    state[id].error = nil
    state[id].endedAt = at
    record(.succeeded(id, output: output))
    closeIncidents(of: id)
  }

  /// Where a choice leads; nil where a condition could not be computed.
  private mutating func target(of branch: Branch, _ frame: Int, at node: NodeID) -> NodeID? {
    for option in branch.cases {
      guard let holds = truth(of: option.condition, for: "", in: frame) else { return nil }
      if holds { return option.target }
    }
    if let skipped = branch.skipped {
      let id = reach(skipped, frame, at: node)
      state[id].status = .skipped
      state[id].endedAt = at
      record(.skipped(id))
    }
    return branch.otherwise
  }

  private mutating func raise(_ failing: Failing, _ frame: Int, at node: NodeID) {
    switch failing {
    case .raise(let code, let template, let step):
      let id = reach(step, frame, at: node)
      let message = template.flatMap { value(of: $0, for: title(id), in: frame)?.string } ?? ""
      state[id].status = .failed
      state[id].endedAt = at
      record(.failed(id, .failed, code: code, message: message))
      fail(Failure(code: code, step: name(id), message: message), in: frame)
    case .again:
      fail(failure(turningBackAt: node, in: frame) ?? Failure(code: Failure.rejected, step: ""), in: frame)
    }
  }

  /// The failure that led into the alternative that a frame is in.
  func caught(in frame: Int) -> Failure? {
    var frame = frame
    while state.frames[frame].caught == nil, frame != 0 { frame = state.frames[frame].parent }
    return state.frames[frame].caught
  }

  /// The forward part of the saga is over; it ends once nothing is being undone any more.
  mutating func finish() {
    guard !state.frames.contains(where: { $0.phase == .undoing }) else { return }
    state.frames[0].position = nil
    state.frames[0].phase = .ended
    if let template = program.output { state.output = value(of: template, for: "", in: 0) }
    apply(program.outcome.completed, in: 0)
    end(.completed)
  }

  /// Ends the instance.
  mutating func end(_ status: Status) {
    state.status = status
    state.endedAt = at
    state.mailbox = []
    record(.status(status, cause: state.cause, failure: state.failure))
  }
}
