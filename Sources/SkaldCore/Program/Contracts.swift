public import JSONSchema
import SkaldValue

/// An operation of a service, as its contract declares it.
public struct Operation: Sendable, Hashable {
  /// How the service treats a repeated call.
  public enum Idempotency: String, Sendable, Hashable, Codable {
    /// It deduplicates by the idempotency key.
    case key
    /// A repeat is harmless by the nature of the operation.
    case natural
    /// A repeat takes effect again.
    case never
  }

  /// `service.action`.
  public var name: String
  /// The shape of the arguments; nil where the service is not declared.
  public var input: Schema?
  /// The shape of the result; nil where none is declared, and then an empty answer is fine.
  public var output: Schema?
  /// The codes of its business refusals.
  public var refusals: [String]
  /// Whether a contract declares it; an untyped operation may refuse with any code.
  public var isDeclared: Bool
  /// Whether it changes anything that an undo must cover.
  public var hasEffect: Bool
  /// How it treats repeated calls.
  public var idempotency: Idempotency
  /// Whether a repeat under one key answers the same refusal.
  public var remembersRefusals: Bool
  /// Whether the service itself refuses an action whose undo it has seen.
  public var hasBarrier: Bool

  /// Makes an operation.
  public init(
    name: String, input: Schema? = nil, output: Schema? = nil, refusals: [String] = [], isDeclared: Bool = false,
    hasEffect: Bool = true, idempotency: Idempotency = .key, remembersRefusals: Bool = true,
    hasBarrier: Bool = false
  ) {
    self.name = name
    self.input = input
    self.output = output
    self.refusals = refusals
    self.isDeclared = isDeclared
    self.hasEffect = hasEffect
    self.idempotency = idempotency
    self.remembersRefusals = remembersRefusals
    self.hasBarrier = hasBarrier
  }
}

/// A type of event, as its contract declares it.
public struct EventType: Sendable, Hashable, Codable {
  /// The event's name, a version last.
  public var name: String
  /// The topic that carries it; nil where none is declared.
  public var topic: String?
  /// The data field by which it is correlated and ordered; nil where none is declared.
  public var key: String?
  /// The shape of the data.
  public var data: Schema

  /// Makes an event type.
  public init(name: String, topic: String? = nil, key: String? = nil, data: Schema = .openObject) {
    self.name = name
    self.topic = topic
    self.key = key
    self.data = data
  }
}

/// An entity whose state the saga moves: a business object with a table of allowed transitions (a semantic lock).
public struct Entity: Sendable, Hashable {
  /// One state and the states that may follow it.
  public struct State: Sendable, Hashable, Codable {
    /// The state's name.
    public var name: String
    /// The states it may move to.
    public var next: [String]
    /// Makes a state.
    public init(name: String, next: [String]) {
      self.name = name
      self.next = next
    }
  }

  /// The entity's name.
  public var name: String
  /// Which one: an expression over the input; nil where sub-sagas alone move it, which say which.
  public var id: Template?
  /// The state it is in when the instance starts.
  public var initial: String
  /// The table of transitions.
  public var states: [State]
  /// The states in which it belongs to its saga; empty where sagas need not care for each other.
  public var locked: [String]

  /// Makes an entity.
  public init(name: String, id: Template?, initial: String, states: [State], locked: [String] = []) {
    self.name = name
    self.id = id
    self.initial = initial
    self.states = states
    self.locked = locked
  }

  /// Whether the table has a move from one state to another. Staying in a state is no move and always allowed.
  public func allows(_ source: String, _ target: String) -> Bool {
    source == target || states.contains { $0.name == source && $0.next.contains(target) }
  }
}

/// A move of an entity to a state.
public struct EntityMove: Sendable, Hashable, Codable {
  /// The entity.
  public var entity: EntityID
  /// The state it moves to.
  public var state: String
  /// Makes a move.
  public init(entity: EntityID, state: String) {
    self.entity = entity
    self.state = state
  }
}

/// An event to be written to the outbox.
public struct Emission: Sendable, Hashable, Codable {
  /// The event's type.
  public var event: EventTypeID
  /// Its data; every field has a source, found by name or written out.
  public var data: Template
  /// Makes an emission.
  public init(event: EventTypeID, data: Template) {
    self.event = event
    self.data = data
  }
}
