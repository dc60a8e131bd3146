package import SkaldCore

/// The effects of a program that its own undo does not take back, wherever that comes.
package struct EffectCoverage: Sendable {
  /// Why an effect stays.
  package enum Gap: Sendable, Hashable {
    /// The step has no undo.
    case noUndo
    /// What its undo calls changes nothing: the name of the operation.
    case idle(String)
    /// Its undo is the call of the action again.
    case sameCall
  }

  /// A call that undoes the effect of another step by hand, which that step's own undo does again.
  struct Double: Hashable {
    let step: NodeID
    let undoer: NodeID
  }

  /// The calls whose effect stays once it is there.
  let gaps: [NodeID: Gap]
  /// Calls that are undone twice where both of a pair took effect.
  let doubles: [Double]
  /// The calls to keep count of.
  let counted: Set<NodeID>

  /// Keeps count of nothing.
  package init() {
    gaps = [:]
    doubles = []
    counted = []
  }

  /// Finds the calls to keep count of.
  /// - Parameter isExcused: Whether the effect of a step may stay: its author says so, or it is reported otherwise.
  package init(of program: SagaProgram, isExcused: (StepID) -> Bool = { _ in false }) {
    var gaps: [NodeID: Gap] = [:]
    var calls: [(node: NodeID, invoke: Invoke)] = []
    for (index, node) in program.nodes.enumerated() {
      guard case .invoke(let invoke) = node.instruction, program.operation(invoke.call.operation).hasEffect else {
        continue
      }
      calls.append((NodeID(index), invoke))
      if !isExcused(invoke.step), let gap = invoke.gap(in: program) { gaps[NodeID(index)] = gap }
    }
    self.gaps = gaps
    doubles = Self.doubles(among: calls, in: program)
    counted = Set(gaps.keys).union(doubles.flatMap { [$0.step, $0.undoer] })
  }

  /// Whether there is anything to keep count of.
  var isEmpty: Bool { counted.isEmpty }

  /// The calls that repeat what an undo calls, with the same arguments, where a repeat counts.
  private static func doubles(among calls: [(node: NodeID, invoke: Invoke)], in program: SagaProgram) -> [Double] {
    var undos: [CallPlan.Essence: [NodeID]] = [:]
    for call in calls {
      for plan in call.invoke.undo where program.operation(plan.call.operation).countsRepeats {
        undos[plan.call.essence, default: []].append(call.node)
      }
    }
    guard !undos.isEmpty else { return [] }
    let regions = RegionMap(program)
    return calls.flatMap { call -> [Double] in
      // One that is undone itself takes nothing back for good.
      guard call.invoke.undo.isEmpty else { return [] }
      // In another loop the same words mean another item.
      return (undos[call.invoke.call.essence] ?? [])
        .filter { $0 != call.node && regions.loops(around: $0) == regions.loops(around: call.node) }
        .map { Double(step: $0, undoer: call.node) }
    }
  }
}

extension Invoke {
  /// Why the effect of the call stays; nil where an undo takes it back.
  fileprivate func gap(in program: SagaProgram) -> EffectCoverage.Gap? {
    if undo.isEmpty { return .noUndo }
    let effective = undo.filter { program.operation($0.call.operation).hasEffect }
    if effective.isEmpty { return undo.first.map { .idle(program.operation($0.call.operation).name) } }
    return effective.allSatisfy { $0.call.essence == call.essence } ? .sameCall : nil
  }
}

extension CallPlan {
  /// What the service gets, whatever the policy is.
  fileprivate struct Essence: Hashable {
    let operation: OperationID
    let arguments: Template
  }

  fileprivate var essence: Essence { Essence(operation: operation, arguments: arguments) }
}

extension SkaldCore.Operation {
  /// Whether a contract says so much of the operation that a second call is known to count.
  fileprivate var countsRepeats: Bool { isDeclared && hasEffect && idempotency != .natural }
}

extension RegionMap {
  fileprivate func loops(around node: NodeID) -> [NodeID] {
    around(node).filter { home in
      switch home.place.fork.body {
      case .items, .rounds: true
      case .branches, .scope, .saga, .reactions: false
      }
    }
    .map { $0.place.node }
  }
}
