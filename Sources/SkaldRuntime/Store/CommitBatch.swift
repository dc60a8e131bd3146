public import SkaldCore
public import SkaldValue

/// Everything that becomes durable together.
public struct CommitBatch: Sendable {
  /// New instances.
  public var created: [InstanceRow] = []
  /// The labels of new instances; those without any are left out.
  public var labels: [Labels] = []
  /// Changed instances: status, stuck, updated, rest, failing, step and code are written.
  public var updated: [InstanceRow] = []
  /// Transitions, in the order of their positions.
  public var journal: [JournalRow] = []
  /// Incidents that were opened or came to their end, in order.
  public var incidents: [IncidentChange] = []
  /// What people did, in order.
  public var audit: [AuditEntry] = []
  /// What became of schedules, in order.
  public var schedules: [ScheduleChange] = []
  /// Events that came in.
  public var inbox: [InboxRow] = []
  /// Parked events that found their instance.
  public var unparked: [(source: String, id: String)] = []
  /// Live instances that an event may concern from now on, each under a hash of the event's name and key.
  public var correlated: [Correlation] = []
  /// Instances that no event concerns any more, under each of their hashes.
  public var uncorrelated: [Correlation] = []
  /// Whether every live instance is found by its hashes now: of a database that did not keep them before.
  public var completesCorrelations = false
  /// Events of these times and older that are still parked are dropped.
  public var parkedBefore: Timestamp?
  /// How far sinks are.
  public var cursors: [(sink: String, position: Int64)] = []
  /// Events that a sink did not acknowledge while its cursor went on; they are tried again by key.
  public var held: [(sink: String, orderingKey: String, place: OutboundEvent.Place)] = []
  /// Held events that were acknowledged, or dropped.
  public var released: [(sink: String, place: OutboundEvent.Place)] = []
  /// Events that a sink does not take and that are put aside; one that is there already is replaced.
  public var deadLetters: [DeadLetter] = []
  /// Dead letters that were acknowledged after all, or dropped.
  public var settledLetters: [(sink: String, place: OutboundEvent.Place)] = []
  /// Requests that came under a key; each takes the place of the one of before.
  public var requests: [RequestRow] = []
  /// Requests of this time and older are forgotten.
  public var requestsBefore: Timestamp?
  /// Ended instances to be deleted with their journals; of those with a key the key stays. Those that are live, are not
  /// there any more, or have an open incident, are left as they are.
  public var archived: [InstanceID] = []
  /// Whether the live instances of a restored database are seen to: the next claim finds it as any other.
  public var settlesRestore = false
  /// Instances that follow another definition from here on; what they followed before is kept for their journals.
  public var adopted: [Adoption] = []
  /// The engine's time at the commit.
  public var time: Timestamp

  /// Makes an empty batch.
  public init(time: Timestamp) { self.time = time }

  /// Whether nothing would be written.
  public var isEmpty: Bool {
    created.isEmpty && updated.isEmpty && journal.isEmpty && incidents.isEmpty && inbox.isEmpty && unparked.isEmpty
      && cursors.isEmpty && held.isEmpty && released.isEmpty && archived.isEmpty && parkedBefore == nil
      && audit.isEmpty && correlated.isEmpty && uncorrelated.isEmpty && !settlesRestore && !completesCorrelations
      && adopted.isEmpty && schedules.isEmpty && labels.isEmpty
      && deadLetters.isEmpty && settledLetters.isEmpty && requests.isEmpty && requestsBefore == nil
  }
}

extension CommitBatch {
  /// The labels of an instance.
  public struct Labels: Sendable, Hashable {
    /// The instance.
    public var instance: InstanceID
    /// Its labels, each name once.
    public var labels: [Label]

    /// Makes an entry.
    public init(_ instance: InstanceID, _ labels: [Label]) {
      self.instance = instance
      self.labels = labels
    }
  }
}

/// By what an instance is found that an event may concern.
public struct Correlation: Sendable, Hashable {
  /// A hash of the event's name and the value of its key field. Several of them may share one, so that whoever finds an
  /// instance asks it whether it wants the event.
  public var hash: Int64
  /// The instance.
  public var instance: InstanceID

  /// Makes a correlation.
  public init(hash: Int64, instance: InstanceID) {
    self.hash = hash
    self.instance = instance
  }
}

/// An instance that goes over to another definition.
public struct Adoption: Sendable, Hashable {
  /// The instance.
  public var instance: InstanceID
  /// The definition that it followed.
  public var from: DefinitionID
  /// The definition that it follows.
  public var to: DefinitionID

  /// Makes an adoption.
  public init(instance: InstanceID, from: DefinitionID, to: DefinitionID) {
    self.instance = instance
    self.from = from
    self.to = to
  }
}
