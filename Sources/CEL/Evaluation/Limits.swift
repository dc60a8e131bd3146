import LinearRegex

/// Bounds on one evaluation, so that no expression holds up the process that runs it.
public struct Limits: Sendable, Hashable {
  /// Steps an evaluation may take: one for each operation, and one for every 32 bytes or elements it works through.
  public var costMax: Int
  /// Levels of sub-expressions.
  public var depthMax: Int
  /// Bytes of the value, as text.
  public var outputBytesMax: Int

  /// Makes limits.
  public init(costMax: Int, depthMax: Int, outputBytesMax: Int) {
    self.costMax = costMax
    self.depthMax = depthMax
    self.outputBytesMax = outputBytesMax
  }

  /// The limits of Skald: a step costs well below a microsecond, so an evaluation stays below ten milliseconds.
  public static let standard = Limits(costMax: 10_000, depthMax: 192, outputBytesMax: 256 * 1024)
}

/// What an evaluation has left to spend.
struct Meter {
  /// Bytes or elements that cost one step.
  static let unitsPerStep = 32

  /// In units, so that small pieces of work add up.
  private(set) var remaining: Int
  let outputBytesMax: Int

  init(_ limits: Limits) {
    remaining = min(limits.costMax, Int.max / Self.unitsPerStep) * Self.unitsPerStep
    outputBytesMax = limits.outputBytesMax
  }

  @inline(__always)
  mutating func step() throws(Failure) {
    remaining -= Self.unitsPerStep
    if remaining < 0 { throw Meter.spent }
  }

  /// Pays for work in proportion to `units` bytes or elements, before the work is done.
  mutating func charge(_ units: Int) throws(Failure) {
    remaining -= units
    if remaining < 0 { throw Meter.spent }
  }

  /// Pays for a text or list of that size, which must be within the bound.
  mutating func produce(_ units: Int) throws(Failure) {
    guard units <= outputBytesMax else {
      throw Failure(.limitExceeded, "the value is larger than \(outputBytesMax) bytes")
    }
    try charge(units)
  }

  /// What an instruction of a pattern costs that is compiled during an evaluation, in units.
  static let regexInstructionUnits = 4

  /// Whether a pattern matches in a text, paid as it goes.
  mutating func isFound(_ regex: Regex, in text: String) throws(Failure) -> Bool {
    do throws(RegexUnitsSpent) { return try regex.isFound(in: text, spending: &remaining) } catch { throw Meter.spent }
  }

  static var spent: Failure {
    Failure(.costExceeded, "the expression takes more steps than its limit allows")
  }
}
