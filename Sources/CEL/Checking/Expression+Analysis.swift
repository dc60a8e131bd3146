/// A part of an expression that fails whatever the variables are.
public struct ProvableFault: Sendable, Hashable {
  /// Why it fails, as one clause.
  public let message: String
  /// The UTF-8 offsets in the source.
  public let range: Range<Int>
}

extension Expression {
  /// The parts that divide by zero, overflow, or convert what cannot be converted, whatever the variables are.
  public var provableFaults: [ProvableFault] {
    var faults: [ProvableFault] = []
    _ = root.collectFaults(&faults)
    return faults
  }

  /// How deep macros over lists that are not written out stand inside each other, and the innermost of them: the work
  /// grows with that power of the length of the lists.
  public var deepestMacro: (depth: Int, range: Range<Int>) { root.deepestMacro(1) ?? (0, root.range) }
}

extension Node {
  /// The parts of this node.
  private var parts: [Node] {
    switch kind {
    case .literal, .variable, .local: []
    case .select(let operand, _), .has(let operand, _, _), .not(let operand), .negate(let operand),
      .matches(let operand, _):
      [operand]
    case .index(let operand, let index): [operand, index]
    case .list(let elements): elements
    case .map(let entries): entries.flatMap { [$0.key, $0.value] }
    case .chain(let first, let links): [first] + links.map(\.operand)
    case .logic(_, let terms): terms
    case .conditional(let branches, let otherwise): branches.flatMap { [$0.condition, $0.value] } + [otherwise]
    case .call(_, let arguments), .unknownCall(_, _, let arguments): arguments
    case .comprehension(let macro): [macro.target, macro.condition, macro.transform].compactMap { $0 }
    case .bind(_, let value, let body): [value, body]
    }
  }

  /// Adds the faults in this node; the result tells whether it depends on nothing.
  fileprivate func collectFaults(_ faults: inout [ProvableFault]) -> Bool {
    let known = faults.count
    var isConstant = true
    for part in parts where !part.collectFaults(&faults) { isConstant = false }
    switch kind {
    case .variable, .local: return false
    case .chain(_, let links) where !isConstant: faults += links.compactMap(\.zeroDivision)
    case .literal, .select, .has, .index, .list, .map, .chain, .logic, .not, .negate, .conditional, .call,
      .unknownCall, .matches, .comprehension, .bind:
      // A fault inside is the cause; what is only reached by a choice may never be computed.
      if isConstant, faults.count == known, let fault { faults.append(fault) }
    }
    return isConstant
  }

  private var fault: ProvableFault? {
    var evaluator = Evaluator([String: Value](), .standard)
    do throws(Failure) {
      _ = try evaluator.value(of: self)
      return nil
    } catch {
      guard [.divisionByZero, .overflow, .invalidArgument].contains(error.kind) else { return nil }
      return ProvableFault(message: error.message, range: range)
    }
  }

  fileprivate func deepestMacro(_ depth: Int) -> (depth: Int, range: Range<Int>)? {
    var deepest: (depth: Int, range: Range<Int>)?
    var inner = depth
    if case .comprehension(let macro) = kind {
      if case .list = macro.target.kind {
      } else {
        deepest = (depth, range)
        inner += 1
      }
    }
    for part in parts {
      guard let found = part.deepestMacro(inner) else { continue }
      if found.depth > deepest?.depth ?? 0 { deepest = found }
    }
    return deepest
  }
}

extension Node.Link {
  /// The fault where this divides by the whole number zero.
  fileprivate var zeroDivision: ProvableFault? {
    switch operation {
    case .divide, .modulo:
      guard case .literal(.int(0)) = operand.kind else { return nil }
      return ProvableFault(message: "division by zero", range: operand.range)
    case .add, .subtract, .multiply, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .isIn:
      return nil
    }
  }
}
