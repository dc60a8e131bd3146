extension Evaluator {
  /// A truth value; anything else is a failure that names `user`.
  mutating func bool(_ node: Node, _ user: String) throws(Failure) -> Bool {
    let value = try value(of: node)
    guard case .bool(let isTrue) = value else {
      throw Failure(.noOverload, "\(user) needs a bool, found \(value.kindName)", node.range)
    }
    return isTrue
  }

  /// `&&` and `||`: one decisive operand is enough, even where another one fails.
  mutating func logic(_ logic: Node.Logic, _ terms: [Node]) throws(Failure) -> Bool {
    let decisive = logic == .or
    var failure: Failure?
    for term in terms {
      do throws(Failure) {
        if try bool(term, logic == .or ? "`||`" : "`&&`") == decisive { return decisive }
      } catch {
        guard error.isAbsorbable else { throw error }
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
    return !decisive
  }

  mutating func conditional(_ branches: [Node.Branch], _ otherwise: Node) throws(Failure) -> Value {
    for branch in branches where try bool(branch.condition, "`?`") { return try value(of: branch.value) }
    return try value(of: otherwise)
  }
}
