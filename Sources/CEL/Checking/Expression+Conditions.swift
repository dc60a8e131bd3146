/// A comparison of a variable with a constant.
package struct VariableCondition: Sendable, Hashable {
  /// How they are compared, the variable on the left.
  package enum Comparison: Sendable, Hashable {
    case equal, less, lessOrEqual, greater, greaterOrEqual
    /// The constant is a list, and the variable one of its elements.
    case isIn
  }

  /// The variable.
  package let variable: String
  /// How they are compared.
  package let comparison: Comparison
  /// The constant.
  package let value: Value
  /// The UTF-8 offsets of the constant, or of the variable where it stands alone.
  package let range: Range<Int>
}

extension Expression {
  /// Comparisons of a variable with a constant that hold whenever this condition is true: whoever has an index may look
  /// for them first, and ask the whole condition of what is left.
  package var conditions: [VariableCondition] { root.conjuncts.compactMap(\.condition) }
}

extension Node {
  /// What must be true for this to be true.
  fileprivate var conjuncts: [Node] {
    guard case .logic(.and, let terms) = kind else { return [self] }
    return terms.flatMap(\.conjuncts)
  }

  fileprivate var condition: VariableCondition? {
    switch kind {
    case .variable(let name):
      return VariableCondition(variable: name, comparison: .equal, value: .bool(true), range: range)
    case .not(let operand):
      guard case .variable(let name) = operand.kind else { return nil }
      return VariableCondition(variable: name, comparison: .equal, value: .bool(false), range: range)
    case .chain(let first, let links): return links.count == 1 ? links[0].condition(of: first) : nil
    case .literal, .local, .select, .has, .index, .list, .map, .logic, .negate, .conditional, .call, .unknownCall,
      .matches, .comprehension, .bind:
      return nil
    }
  }

  /// The value of a part that reads no variable.
  fileprivate var constant: Value? {
    var evaluator = Evaluator([String: Value](), .standard)
    return try? evaluator.value(of: self)
  }
}

extension Node.Link {
  fileprivate func condition(of first: Node) -> VariableCondition? {
    if case .variable(let name) = first.kind {
      guard let comparison = operation.comparison, let value = operand.constant else { return nil }
      return VariableCondition(variable: name, comparison: comparison, value: value, range: operand.range)
    }
    guard case .variable(let name) = operand.kind, let comparison = operation.mirrored, let value = first.constant
    else { return nil }
    return VariableCondition(variable: name, comparison: comparison, value: value, range: first.range)
  }
}

extension Operation {
  fileprivate var comparison: VariableCondition.Comparison? {
    switch self {
    case .equal: .equal
    case .less: .less
    case .lessOrEqual: .lessOrEqual
    case .greater: .greater
    case .greaterOrEqual: .greaterOrEqual
    case .isIn: .isIn
    case .add, .subtract, .multiply, .divide, .modulo, .notEqual: nil
    }
  }

  /// The comparison with its sides exchanged.
  fileprivate var mirrored: VariableCondition.Comparison? {
    switch self {
    case .equal: .equal
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .isIn, .add, .subtract, .multiply, .divide, .modulo, .notEqual: nil
    }
  }
}
