public import SkaldDiagnostics
import SkaldYAML

/// What runs the sagas of a project, as far as rules look at it: which of them, which handlers, and what is reached
/// over the network.
public struct Deployment: Sendable {
  /// An address that is called, or that calls.
  package struct Address: Sendable {
    /// What is there, as messages name it.
    package let name: String
    /// The address.
    package let url: Located<String>
  }

  /// What a rule may need to know.
  package enum Part: Sendable {
    /// The configuration.
    case configuration
    /// The operations that have a handler.
    case handlers
  }

  /// The configuration.
  package private(set) var configuration: SourceText?
  /// The sagas that run; nil for all.
  package private(set) var definitions: [String]?
  /// Services that are called over HTTP.
  package private(set) var services: [Address] = []
  /// Receivers of events.
  package private(set) var webhooks: [(address: Address, isSigned: Bool)] = []
  /// Where the daemon takes in events.
  package private(set) var listen: Located<String>?
  /// The operations that have a handler; nil where nobody said which.
  package private(set) var handlers: HandlerList?

  /// Makes a deployment that runs some sagas, or all.
  public init(definitions: [String]?) { self.definitions = definitions }

  /// Reads what a configuration says of a deployment; whether it is a good configuration is for its reader to say.
  /// - Parameters:
  ///   - configuration: The text of `skald.yaml`.
  ///   - handlers: The operations that have a handler, beside those of the services in the configuration.
  public init(configuration: SourceText?, handlers: HandlerList? = nil) {
    self.handlers = handlers
    self.configuration = configuration
    guard let configuration, let root = Self.root(of: configuration) else { return }
    if let list = root["definitions"]?.items { definitions = list.compactMap { $0.text } }
    for entry in root["services"]?.entries ?? [] {
      guard let name = entry.key.text, let url = entry.value["http"], let text = url.text else { continue }
      services.append(Address(name: "the service `\(name)`", url: Located(text, at: url.range)))
      self.handlers?.add(service: name)
    }
    readSinks(root["sinks"])
    if let listen = root["listen"], let text = listen.text { self.listen = Located(text, at: listen.range) }
  }

  /// Says which sagas run; nil for all.
  package mutating func choose(_ definitions: [String]?) { self.definitions = definitions }

  private mutating func readSinks(_ sinks: YAMLNode?) {
    guard let webhook = sinks?["webhook"], let url = webhook.text == nil ? webhook["url"] : webhook,
      let text = url.text
    else { return }
    let address = Address(name: "the webhook", url: Located(text, at: url.range))
    webhooks.append((address, webhook["secretFrom"]?.text != nil))
  }

  /// The first document that is not one of the language.
  private static func root(of source: SourceText) -> YAMLNode? {
    YAMLLoader.load(source).documents.compactMap { $0.root }.first { $0.entries != nil && $0.entry("skald") == nil }
  }

  /// Whether something is known.
  package func has(_ part: Part) -> Bool {
    switch part {
    case .configuration: configuration != nil
    case .handlers: handlers != nil
    }
  }

  /// The sagas of a project that run.
  package func sagas(of project: BoundProject) -> [BoundSaga] {
    guard let definitions else { return project.sagas }
    return project.sagas.filter { definitions.contains($0.name) }
  }

  /// The choreographies of a project that run.
  package func choreographies(of project: BoundProject) -> [BoundChoreography] {
    guard let definitions else { return project.choreographies }
    return project.choreographies.filter { definitions.contains($0.name) }
  }
}
