public import SkaldValue

/// How many calls of a handler may be under way, and how often they begin.
///
/// The limit of a service, `payment`, holds for all its operations together; the one of an operation, `payment.charge`,
/// for that alone, and in addition. A call that finds no room waits for its turn until the time limit of its attempt.
public struct HandlerLimit: Sendable, Hashable {
  /// How many calls may be under way at once; nil for what the contract says, or no limit.
  public var concurrency: Int?
  /// How often calls begin; nil for no limit.
  public var rate: CallRate?
  /// What calls have in common that go one at a time; nil where none do. The one of an operation takes the place of its
  /// service's.
  public var per: CallKey?
  /// When a service counts as dead; nil for never. Without meaning for a single operation.
  public var breaker: CircuitBreaker?

  /// Makes a limit.
  public init(
    concurrency: Int? = nil, rate: CallRate? = nil, per: CallKey? = nil, breaker: CircuitBreaker? = .standard
  ) {
    precondition(concurrency ?? 1 >= 1, "at least one call must be allowed; a handler can be paused")
    self.concurrency = concurrency
    self.rate = rate
    self.per = per
    self.breaker = breaker
  }

  /// Whether it holds nothing back.
  var isOpen: Bool { concurrency == nil && rate == nil && per == nil }
}

/// How often something may happen: a number of times in a period, evenly, with a few at once.
public struct CallRate: Sendable, Hashable {
  /// The highest number of times: with the longest period it must fit a counter.
  public static let countMax = 1_000_000
  /// The longest period.
  public static let periodMax = Milliseconds.days(1)

  /// How many times.
  public let count: Int
  /// In how long.
  public let period: Milliseconds
  /// How many at once after a quiet time.
  public let burst: Int

  /// Makes a rate.
  /// - Parameters:
  ///   - count: How many times, from 1 to a million.
  ///   - period: In how long, up to a day.
  ///   - burst: How many at once after a quiet time; nil for what a tenth of a second brings, at least one.
  public init(_ count: Int, per period: Milliseconds = .seconds(1), burst: Int? = nil) {
    precondition((1...Self.countMax).contains(count), "a rate is from 1 to \(Self.countMax) times")
    precondition(period > Milliseconds(0) && period <= Self.periodMax, "a period is at most \(Self.periodMax.text)")
    precondition((1...Self.countMax).contains(burst ?? 1), "a burst is from 1 to \(Self.countMax) times")
    self.count = count
    self.period = period
    self.burst = burst ?? max(1, Int(Int64(count) * 100 / period.count))
  }

  /// Reads `100/s`, `30/m`, `5/10s`; nil for anything else.
  public init?(text: String, burst: Int? = nil) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let count = Int(parts[0]), (1...Self.countMax).contains(count) else { return nil }
    let isUnit = parts[1].first.map { ("a"..."z").contains($0) } ?? false
    guard let period = Milliseconds(text: isUnit ? "1\(parts[1])" : String(parts[1])), period > Milliseconds(0),
      period <= Self.periodMax, (1...Self.countMax).contains(burst ?? 1)
    else { return nil }
    self.init(count, per: period, burst: burst)
  }

  /// The rate as it is written, such as `100/s`.
  public var text: String {
    let period = period.text
    let isUnit = period.first == "1" && period.dropFirst().allSatisfy { ("a"..."z").contains($0) }
    return "\(count)/\(isUnit ? String(period.dropFirst()) : period)"
  }
}

/// What calls have in common that go one at a time.
public struct CallKey: Sendable, Hashable {
  enum Kind: Hashable {
    case businessKey
    case argument(String)
  }

  let kind: Kind

  /// The business key of their instances, of whichever saga. An instance without one is alone.
  public static let businessKey = CallKey(kind: .businessKey)

  /// The value of an argument. Calls without it are held back by nobody.
  public static func argument(_ name: String) -> CallKey { CallKey(kind: .argument(name)) }

  private init(kind: Kind) { self.kind = kind }

  /// Reads `key`, or `in.NAME`; nil for anything else.
  public init?(text: String) {
    if text == "key" {
      self = .businessKey
    } else {
      guard text.hasPrefix("in."), text.utf8.count > 3 else { return nil }
      self = .argument(String(text.dropFirst(3)))
    }
  }

  /// The key as it is written: `key`, or `in.NAME`.
  public var text: String {
    switch kind {
    case .businessKey: "key"
    case .argument(let name): "in.\(name)"
    }
  }
}

/// When a service counts as dead: after so many calls in a row that it did not answer as a living one does.
///
/// From then on its calls wait. After a while one of them goes as a probe: an answer lets the others through, none makes
/// the next wait twice as long.
public struct CircuitBreaker: Sendable, Hashable {
  /// How many failures in a row.
  public var failures: Int
  /// How long until the first probe.
  public var coolDown: Milliseconds
  /// The longest time between two probes.
  public var coolDownMax: Milliseconds

  /// Makes a breaker.
  public init(failures: Int = 5, coolDown: Milliseconds = .seconds(1), coolDownMax: Milliseconds = .seconds(30)) {
    precondition(failures >= 1, "a service counts as dead after at least one failure")
    precondition(coolDown > Milliseconds(0), "a probe follows after some time")
    self.failures = failures
    self.coolDown = coolDown
    self.coolDownMax = max(coolDown, coolDownMax)
  }

  /// Five failures in a row; a probe after one second, at the most thirty seconds apart.
  public static let standard = CircuitBreaker()
}
