/// Numbers that follow from a seed: [SplitMix64](https://prng.di.unimi.it/splitmix64.c), the same on every machine and in
/// every version, so that a seed that was kept tells its story for ever.
package struct Randomness: RandomNumberGenerator, Sendable {
  private var state: UInt64

  /// Begins the sequence of a seed.
  package init(seed: UInt64) { state = seed }

  /// The next number.
  package mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    return Self.mixed(state)
  }

  /// A number below a bound that is above 0.
  package mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// Whether something happens that happens once in so many times.
  package mutating func strikes(oneIn count: Int) -> Bool { number(below: count) == 0 }

  static func mixed(_ number: UInt64) -> UInt64 {
    var mixed = number
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// What a seed has in store for a thing of a name. It depends on nothing else: a run that is made smaller keeps the fates of
/// all that is left in it.
struct Fate {
  let seed: UInt64

  /// The sequence of numbers that belongs to a name.
  func randomness(of parts: String...) -> Randomness {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for part in parts {
      for byte in part.utf8 { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3 }
      hash = Randomness.mixed(hash &+ 1)
    }
    return Randomness(seed: Randomness.mixed(seed &+ 0x632B_E59B_D9B4_E019) ^ hash)
  }
}
