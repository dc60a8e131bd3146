/// The numbers of a seed: [SplitMix64](https://prng.di.unimi.it/splitmix64.c), the same on every machine.
struct Dice {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// A number from 0 on, below a bound that is above 0.
  mutating func number(below bound: Int) -> Int { Int(next() % UInt64(bound)) }

  /// True once in so many times.
  mutating func once(in count: Int) -> Bool { number(below: count) == 0 }

  /// One of several; nil where there is none.
  mutating func one<Element>(of elements: [Element]) -> Element? {
    elements.isEmpty ? nil : elements[number(below: elements.count)]
  }

  /// One of several that have weights; the last one where all weigh nothing.
  mutating func one<Element>(weighing choices: [(weight: Int, what: Element)], else last: Element) -> Element {
    let sum = choices.reduce(0) { $0 + $1.weight }
    guard sum > 0 else { return last }
    var number = number(below: sum)
    for choice in choices {
      number -= choice.weight
      if number < 0 { return choice.what }
    }
    return last
  }
}
