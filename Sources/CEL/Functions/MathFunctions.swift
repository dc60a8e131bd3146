extension FunctionCatalog {
  static let numbers: [CELType] = [.int, .uint, .double]

  /// `math.…` on numbers.
  static let mathFunctions: [Function] = [
    extreme("math.greatest", .greater),
    extreme("math.least", .less),
    rounding("math.ceil") { $0.rounded(.up) },
    rounding("math.floor") { $0.rounded(.down) },
    rounding("math.round") { $0.rounded(.toNearestOrAwayFromZero) },
    rounding("math.trunc") { $0.rounded(.towardZero) },
    test("math.isNaN") { $0.isNaN },
    test("math.isInf") { $0.isInfinite },
    test("math.isFinite") { $0.isFinite },
    Function(
      "math.abs", numbers.map { .init([$0], $0) },
      .one { value, _ throws(Failure) in
        switch value {
        case .int(.min): throw Operators.overflow("an int")
        case .int(let number): return .int(abs(number))
        case .uint: return value
        case .double(let number): return .double(abs(number))
        default: throw function("math.abs", rejects: [value])
        }
      }),
    Function(
      "math.sign", numbers.map { .init([$0], $0) },
      .one { value, _ throws(Failure) in
        switch value {
        case .int(let number): return .int(number.signum())
        case .uint(let number): return .uint(number.signum())
        case .double(let number): return .double(number.isNaN || number == 0 ? number : number < 0 ? -1 : 1)
        default: throw function("math.sign", rejects: [value])
        }
      }),
    Function(
      "math.sqrt", numbers.map { .init([$0], .double) },
      .one { value, _ throws(Failure) in
        switch value {
        case .int(let number): return .double(Double(number).squareRoot())
        case .uint(let number): return .double(Double(number).squareRoot())
        case .double(let number): return .double(number.squareRoot())
        default: throw function("math.sqrt", rejects: [value])
        }
      }),
  ]

  private static func rounding(_ name: String, _ round: @escaping @Sendable (Double) -> Double) -> Function {
    Function(
      name, [.init([.double], .double)],
      .one { value, _ throws(Failure) in
        guard case .double(let number) = value else { throw function(name, rejects: [value]) }
        return .double(round(number))
      })
  }

  private static func test(_ name: String, _ test: @escaping @Sendable (Double) -> Bool) -> Function {
    Function(
      name, [.init([.double], .bool)],
      .one { value, _ throws(Failure) in
        guard case .double(let number) = value else { throw function(name, rejects: [value]) }
        return .bool(test(number))
      })
  }

  /// The first of the largest or smallest numbers among the arguments, or in the list that is the only one.
  private static func extreme(_ name: String, _ wanted: Order) -> Function {
    Function(
      name, [.init([.list(.dyn)], .dyn)] + numbers.map { .init([$0], $0) },
      .many { arguments, meter throws(Failure) in
        var candidates = arguments
        if arguments.count == 1, case .list(let elements) = arguments[0] { candidates = elements }
        try meter.charge(candidates.count)
        guard var best = candidates.first, Operators.numericOrder(best, best) != nil else {
          throw function(name, rejects: arguments)
        }
        for candidate in candidates.dropFirst() {
          guard let order = Operators.numericOrder(candidate, best) else { throw function(name, rejects: arguments) }
          if order == wanted { best = candidate }
        }
        return best
      })
  }
}
