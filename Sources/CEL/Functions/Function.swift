/// A function or a method of the language.
struct Function: Sendable {
  /// What a function does, by the number of its arguments; the receiver of a method is the first.
  enum Body: Sendable {
    case one(@Sendable (Value, inout Meter) throws(Failure) -> Value)
    case two(@Sendable (Value, Value, inout Meter) throws(Failure) -> Value)
    case many(@Sendable ([Value], inout Meter) throws(Failure) -> Value)
  }

  /// Types that a function takes, and what it then gives.
  struct Overload: Sendable {
    let parameters: [CELType]
    let result: CELType

    init(_ parameters: [CELType], _ result: CELType) {
      self.parameters = parameters
      self.result = result
    }
  }

  let name: String
  let overloads: [Overload]
  let body: Body

  init(_ name: String, _ overloads: [Overload], _ body: Body) {
    self.name = name
    self.overloads = overloads
    self.body = body
  }
}

/// The failure of a function that does not take such arguments.
func function(_ name: String, rejects arguments: [Value]) -> Failure {
  let kinds = arguments.map(\.kindName).joined(separator: ", ")
  return Failure(.noOverload, "\(name)() does not take (\(kinds))")
}
