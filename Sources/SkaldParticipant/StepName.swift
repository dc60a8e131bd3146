/// What an action and its undo have in common: one step of one instance.
public struct StepName: Sendable, Hashable {
  /// The instance.
  public let instance: String
  /// The step: its path where the key says it, otherwise `@` and what `Skald-Step` says.
  public let step: String

  /// Names a step of an instance.
  public init(instance: String, step: String) {
    self.instance = instance
    self.step = step
  }
}

/// A key of the engine: `sk1:<instance>:<step path>.<generation>:<a or c…>`.
struct EngineKey {
  let name: StepName
  let isUndo: Bool

  /// Takes a key apart; nil where an author made it, or where the engine shortened it.
  init?(_ key: String) {
    guard key.hasPrefix("sk1:"), let last = key.lastIndex(of: ":") else { return nil }
    let suffix = key[key.index(after: last)...]
    let rest = key[..<last].dropFirst(4)
    guard let colon = rest.firstIndex(of: ":"), let dot = rest.lastIndex(of: "."), colon < dot else { return nil }
    let path = rest[rest.index(after: colon)..<dot]
    guard !path.isEmpty, suffix == "a" || suffix.hasPrefix("c") else { return nil }
    name = StepName(instance: String(rest[..<colon]), step: String(path))
    isUndo = suffix != "a"
  }
}

extension ServiceCall {
  /// Whether a request is an action or an undo.
  ///
  /// In a saga undos have `Skald-Outcome`; in a flow the key alone says it. The generation of a key is left out: the
  /// engine only ever makes a new key where nothing took effect under the old one.
  static func role(key: String, header: (String) -> String?) throws(BadCall) -> Role {
    let engine = EngineKey(key)
    // A key that the author chose does not name the step, so that the header has to.
    let titled: StepName? =
      if let instance = header("Skald-Instance"), let step = header("Skald-Step") {
        StepName(instance: instance, step: "@" + step)
      } else { nil }
    if let text = header("Skald-Outcome") {
      guard let outcome = Outcome(rawValue: text) else {
        throw BadCall("Skald-Outcome must be `known` or `unknown`")
      }
      let names = [engine?.name, titled].compactMap { $0 }
      guard !names.isEmpty else { throw BadCall("an undo must say Skald-Instance and Skald-Step") }
      return .undo(of: names, outcome: outcome)
    }
    if let engine { return engine.isUndo ? .undo(of: [engine.name], outcome: .unknown) : .action(engine.name) }
    return titled.map { .action($0) } ?? .plain
  }
}
