import SkaldValue

extension Expression {
  /// Finds what would fail when the expression runs with variables of these types: all problems at once.
  public func check(_ environment: TypeEnvironment) -> CheckResult {
    var checker = Checker(environment)
    let type = checker.type(of: root)
    return CheckResult(
      type: type, issues: checker.issues.sorted { $0.range.lowerBound < $1.range.lowerBound })
  }
}

/// Computes types from the leaves up; a problem is noted and hidden behind `dyn`, so that it is told once.
struct Checker {
  let environment: TypeEnvironment
  var issues: [CheckIssue] = []
  /// The types of the variables of macros, outermost first.
  var locals: [CELType] = []
  /// The fields that the expression has asked for on the way here.
  var known = Presences()

  init(_ environment: TypeEnvironment) { self.environment = environment }

  mutating func note(_ kind: CheckIssue.Kind, _ message: String, _ range: Range<Int>) {
    issues.append(CheckIssue(kind: kind, message: message, range: range))
  }

  /// Runs `body` where these fields are known to be there.
  mutating func knowing<Result>(_ more: [FieldPath], _ body: (inout Checker) -> Result) -> Result {
    let outer = known
    known = known.adding(more)
    defer { known = outer }
    return body(&self)
  }

  mutating func type(of node: Node) -> CELType {
    switch node.kind {
    case .literal(let value): return value.staticType
    case .variable(let name): return variable(name, node.range)
    case .local(let local): return locals[local.slot]
    case .select(let operand, let field): return select(node, operand, field)
    case .has(let operand, let field, let range): return has(operand, field, range)
    case .index(let operand, let index): return element(node, operand, index)
    case .list(let elements):
      return .list(CELType.join(elements.map { type(of: $0) }))
    case .map(let entries): return map(entries)
    case .chain(let first, let links): return chain(first, links)
    case .logic(let logic, let terms): return self.logic(logic, terms)
    case .not(let operand):
      require(.bool, operand, "`!`")
      return .bool
    case .negate(let operand): return negation(operand, node.range)
    case .conditional(let branches, let otherwise): return conditional(branches, otherwise)
    case .call(let function, let arguments): return call(function, arguments, node.range)
    case .unknownCall(let name, let isMethod, let arguments):
      return unknownCall(name, isMethod: isMethod, arguments, node.range)
    case .matches(let operand, let pattern): return matches(operand, pattern, node.range)
    case .comprehension(let comprehension): return self.comprehension(comprehension)
    case .bind(let local, let value, let body):
      bind(type(of: value), to: local)
      return type(of: body)
    }
  }

  /// Gives a variable of a macro its type; those of macros that ended are dropped.
  mutating func bind(_ type: CELType, to local: Node.Local) {
    locals.removeSubrange(local.slot...)
    locals.append(type)
  }

  private mutating func variable(_ name: String, _ range: Range<Int>) -> CELType {
    if let type = environment[name] { return type }
    if Value.typeDenotations[name] != nil { return .type }
    let suggestion = nearest(name, among: environment.names)
    let hint = suggestion.map { "; did you mean `\($0)`" } ?? ""
    note(.unknownName(name: name, suggestion: suggestion), "there is no `\(name)` here\(hint)", range)
    return .dyn
  }

  /// Notes a value that is not of the type that `user` needs.
  mutating func require(_ expected: CELType, _ node: Node, _ user: String) {
    let found = type(of: node)
    guard !found.isAssignable(to: expected) else { return }
    note(
      .typeMismatch(expected: expected, found: found), "\(user) needs \(expected), found \(found)", node.range)
  }

  private mutating func logic(_ logic: Node.Logic, _ terms: [Node]) -> CELType {
    let outer = known
    for (index, term) in terms.enumerated() {
      known = outer.adding(termsOtherThan: index, of: terms, logic)
      require(.bool, term, logic == .and ? "`&&`" : "`||`")
    }
    known = outer
    return .bool
  }

  private mutating func conditional(_ branches: [Node.Branch], _ otherwise: Node) -> CELType {
    let outer = known
    var result: CELType?
    for branch in branches {
      require(.bool, branch.condition, "`?`")
      let value = knowing(branch.condition.presences(when: true)) { $0.type(of: branch.value) }
      result = merge(result, value, branch.value)
      known = known.adding(branch.condition.presences(when: false))
    }
    let last = type(of: otherwise)
    known = outer
    return merge(result, last, otherwise)
  }

  /// The type of a value that is one of two; both must be of one type, or null.
  private mutating func merge(_ first: CELType?, _ second: CELType, _ node: Node) -> CELType {
    guard let first else { return second }
    guard first.isMergeable(with: second) else {
      note(
        .typeMismatch(expected: first, found: second),
        "both values of `? :` have one type, found \(first) and \(second)", node.range)
      return .dyn
    }
    return CELType.join([first, second])
  }

  private mutating func map(_ entries: [Node.Entry]) -> CELType {
    var keys: [CELType] = []
    var values: [CELType] = []
    for entry in entries {
      let key = type(of: entry.key)
      switch key {
      case .dyn, .bool, .int, .uint, .string: keys.append(key)
      case .null, .double, .bytes, .timestamp, .duration, .type, .list, .map, .object:
        note(.noOverload, "a key is a string, an int, a uint or a bool, found \(key)", entry.key.range)
        keys.append(.dyn)
      }
      values.append(type(of: entry.value))
    }
    return .map(CELType.join(keys), CELType.join(values))
  }
}
