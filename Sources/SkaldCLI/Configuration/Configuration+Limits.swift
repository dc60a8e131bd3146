import SkaldDiagnostics
import SkaldEngine
import SkaldValue
import SkaldYAML

extension Configuration {
  /// The limit of a service or an operation.
  struct LimitSetting: Sendable {
    let limit: HandlerLimit
    /// Where the configuration names it.
    let place: String
  }

  private static let limitKeys = ["concurrency", "rate", "burst", "per", "breaker"]
  private static let breakerKeys = ["failures", "coolDown", "coolDownMax"]

  /// The options of an engine that this configuration sets.
  var engineOptions: SagaEngine.Options {
    var options = SagaEngine.Options()
    options.limits = limits.mapValues { $0.limit }
    options.onPoison = onPoison
    return options
  }

  /// Every limit must be one of a service or an operation that sagas call: a slip would go unnoticed.
  func demandLimits(among operations: Set<String>) throws {
    let known = operations.union(operations.map { String($0.prefix { $0 != "." }) })
    for (name, setting) in limits.sorted(by: { $0.key < $1.key }) where !known.contains(name) {
      let near = nearest(name, among: known.sorted()).map { "; did you mean `\($0)`?" } ?? ""
      throw CommandFault.misuse("\(setting.place): no saga calls `\(name)`\(near)")
    }
  }

  /// Reads the part `limits`.
  mutating func readLimits(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "limits", source) {
      let name = entry.key.text ?? ""
      let limit = try Self.limit(entry.value, ofService: !name.contains("."), source)
      limits[name] = LimitSetting(limit: limit, place: Self.place(entry.key.range, source))
    }
  }

  private static func limit(
    _ node: YAMLNode, ofService isService: Bool, _ source: SourceText
  ) throws -> HandlerLimit {
    var limit = HandlerLimit()
    var rate: YAMLNode?
    var burst: Int?
    for entry in try entries(node, "a limit", source) {
      switch entry.key.text {
      case "concurrency": limit.concurrency = try count(entry.value, source)
      case "rate": rate = entry.value
      case "burst": burst = try count(entry.value, source)
      case "per":
        guard let key = CallKey(text: try text(entry.value, "`key` or `in.NAME`", source)) else {
          throw fault("expected `key` or `in.NAME`", at: entry.value.range, source)
        }
        limit.per = key
      case "breaker" where isService: limit.breaker = try breaker(entry.value, source)
      case "breaker": throw fault("a breaker is one of a whole service", at: entry.key.range, source)
      default: throw unknown(entry.key, among: limitKeys, source)
      }
    }
    if let rate {
      let expected = "a rate such as 100/s or 30/m"
      limit.rate = CallRate(text: try text(rate, expected, source), burst: burst)
      guard limit.rate != nil else { throw fault("expected \(expected)", at: rate.range, source) }
    } else if burst != nil {
      throw fault("`burst` belongs to a `rate`", at: node.range, source)
    }
    return limit
  }

  private static func breaker(_ node: YAMLNode, _ source: SourceText) throws -> CircuitBreaker? {
    if node.text == "off" { return nil }
    var breaker = CircuitBreaker.standard
    var longest = breaker.coolDownMax
    for entry in try entries(node, "a breaker is `off`, or else it", source) {
      switch entry.key.text {
      case "failures": breaker.failures = try count(entry.value, source)
      case "coolDown": breaker.coolDown = try length(entry.value, source)
      case "coolDownMax": longest = try length(entry.value, source)
      default: throw unknown(entry.key, among: breakerKeys, source)
      }
    }
    return CircuitBreaker(failures: breaker.failures, coolDown: breaker.coolDown, coolDownMax: longest)
  }

  private static func count(_ node: YAMLNode, _ source: SourceText) throws -> Int {
    guard let count = node.json().int, (1...Int64(CallRate.countMax)).contains(count) else {
      throw fault("expected a whole number from 1 to \(CallRate.countMax)", at: node.range, source)
    }
    return Int(count)
  }

  private static func length(_ node: YAMLNode, _ source: SourceText) throws -> Milliseconds {
    let text = try text(node, "a length of time such as 5s", source)
    guard let length = Milliseconds(text: text), length > Milliseconds(0) else {
      throw fault("expected a length of time such as 5s", at: node.range, source)
    }
    return length
  }
}
