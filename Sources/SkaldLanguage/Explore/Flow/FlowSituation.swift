/// A point of a path through a flow: what follows depends on nothing else.
struct FlowSituation: Hashable {
  /// An event that waits for the state which its reaction's move needs.
  struct Held: Hashable {
    let reaction: Int
    let event: Int
  }

  /// The events on their way, by the queue.
  var queues: [[Int]]
  /// Of reactions that take several events, those that came.
  var received: [Int: Set<Int>] = [:]
  /// In the order in which they came.
  var held: [Held] = []
  /// The reactions that took effect and were not undone.
  var effects: Set<Int> = []
  /// The state of each entity.
  var states: [Int]
  /// The events that came from outside.
  var arrived: Set<Int> = []
  /// How often each event was emitted.
  var counts: [Int: Int] = [:]
  /// The ends that were announced.
  var ends: Set<Int> = []
  /// What had not been undone when the end of the undone flow was announced.
  var owed: Set<Int> = []
  /// What conditions came to, by the event and their text.
  var assumed: [FlowCondition: Bool] = [:]
  /// Whether something on the way has a finding of its own: a refusal that nobody is told of, a circle of events.
  var isFaulty = false

  /// Whether nothing is on its way.
  var isQuiet: Bool { queues.allSatisfy { $0.isEmpty } }

  /// Whether the path stands on conditions that may well exclude each other: of those that ask about one event, none
  /// held, or several did.
  var isGuess: Bool {
    var holding: [Int: Int] = [:]
    for (condition, holds) in assumed { holding[condition.event, default: 0] += holds ? 1 : 0 }
    return isFaulty || holding.values.contains { $0 != 1 }
  }
}

/// A condition, asked about an event.
struct FlowCondition: Hashable {
  let event: Int
  let source: String
}
