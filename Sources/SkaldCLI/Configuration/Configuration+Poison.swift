import SkaldDiagnostics
import SkaldRuntime
import SkaldValue
import SkaldYAML

/// What becomes of an event that a sink does not take. A file and the standard output refuse no event for what it is.
extension Configuration {
  static let poisonKey = "onPoison"
  private static let expected = "block, deadLetter, or a mapping such as { deadLetter: { attempts: 10, time: 1d } }"

  /// Takes up what a sink's mapping says.
  mutating func readPoison(_ node: YAMLNode, of sink: String, _ source: SourceText) throws {
    guard let entry = node.entries?.first(where: { $0.key.text == Self.poisonKey }) else { return }
    onPoison[sink] = try Self.policy(entry.value, source)
  }

  /// Reads `bus: { onPoison: … }`: nothing else is said of what goes round within the engine.
  mutating func readBus(_ node: YAMLNode, _ source: SourceText) throws {
    for entry in try Self.entries(node, "bus", source) where entry.key.text != Self.poisonKey {
      throw Self.unknown(entry.key, among: [Self.poisonKey], source)
    }
    try readPoison(node, of: "bus", source)
  }

  /// The policy of a word; nil for another word.
  static func policy(named word: String) -> PoisonPolicy? {
    switch word {
    case "block": .block
    case "deadLetter": .deadLetter(.init())
    default: nil
    }
  }

  private static func policy(_ node: YAMLNode, _ source: SourceText) throws -> PoisonPolicy {
    if let word = node.text, let policy = policy(named: word) { return policy }
    guard let entries = node.entries, entries.count == 1, let entry = entries.first, entry.key.text == "deadLetter"
    else { throw fault("expected \(expected)", at: node.range, source) }
    var bound = PoisonPolicy.Bound()
    for entry in try self.entries(entry.value, "deadLetter", source) {
      switch entry.key.text {
      case "attempts":
        guard let count = entry.value.json().int, (1...1000).contains(count) else {
          throw fault("expected a whole number from 1 to 1000", at: entry.value.range, source)
        }
        bound.attempts = Int(count)
      case "time":
        let text = try text(entry.value, "a length of time such as 1d", source)
        guard let time = Milliseconds(text: text), time > Milliseconds(0) else {
          throw fault("expected a length of time such as 1d", at: entry.value.range, source)
        }
        bound.time = time
      default: throw unknown(entry.key, among: ["attempts", "time"], source)
      }
    }
    return .deadLetter(bound)
  }
}

extension PoisonPolicy {
  /// The policy as `skald config` shows it.
  var shown: String {
    switch self {
    case .block: "block"
    case .deadLetter(let bound):
      "deadLetter after \(bound.attempts) attempts" + (bound.time.map { " or \($0.text)" } ?? "")
    }
  }
}
