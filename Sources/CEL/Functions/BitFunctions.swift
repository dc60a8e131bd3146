extension FunctionCatalog {
  /// `math.bit…` on integers.
  static let bitFunctions: [Function] = [
    bits("math.bitAnd", { $0 & $1 }, { $0 & $1 }),
    bits("math.bitOr", { $0 | $1 }, { $0 | $1 }),
    bits("math.bitXor", { $0 ^ $1 }, { $0 ^ $1 }),
    Function(
      "math.bitNot", [.init([.int], .int), .init([.uint], .uint)],
      .one { value, _ throws(Failure) in
        switch value {
        case .int(let number): return .int(~number)
        case .uint(let number): return .uint(~number)
        default: throw function("math.bitNot", rejects: [value])
        }
      }),
    shift("math.bitShiftLeft") { $0 << $1 },
    shift("math.bitShiftRight") { $0 >> $1 },
  ]

  private static func bits(
    _ name: String, _ int: @escaping @Sendable (Int64, Int64) -> Int64,
    _ uint: @escaping @Sendable (UInt64, UInt64) -> UInt64
  ) -> Function {
    Function(
      name, [.init([.int, .int], .int), .init([.uint, .uint], .uint)],
      .two { left, right, _ throws(Failure) in
        switch (left, right) {
        case (.int(let left), .int(let right)): return .int(int(left, right))
        case (.uint(let left), .uint(let right)): return .uint(uint(left, right))
        default: throw function(name, rejects: [left, right])
        }
      })
  }

  /// A shift of the 64 bits; the sign of an int is shifted like any other bit.
  private static func shift(_ name: String, _ shift: @escaping @Sendable (UInt64, Int64) -> UInt64) -> Function {
    Function(
      name, [.init([.int, .int], .int), .init([.uint, .int], .uint)],
      .two { value, offset, _ throws(Failure) in
        guard case .int(let count) = offset else { throw function(name, rejects: [value, offset]) }
        guard count >= 0 else { throw Failure(.invalidArgument, "\(name)() needs an offset of 0 or more") }
        switch value {
        case .int(let number): return .int(Int64(bitPattern: shift(UInt64(bitPattern: number), count)))
        case .uint(let number): return .uint(shift(number, count))
        default: throw function(name, rejects: [value, offset])
        }
      })
  }
}
