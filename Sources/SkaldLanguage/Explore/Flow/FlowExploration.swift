/// What the paths through a choreography come to: every order in which events can arrive, every refusal, every event
/// from outside at any time.
///
/// Reactions, entities and events are numbered as the choreography has them.
package struct FlowExploration: Sendable {
  /// An effect that is not undone where the end of the undone flow is announced.
  package struct Leftover: Sendable {
    /// The reaction that took effect.
    package let reaction: Int
    /// Whether it is undone, but later.
    package let isUndoneLater: Bool
    /// The shortest way there.
    package let path: [String]
  }

  /// An end that is announced while an entity is in a state which is not its last.
  package struct UnfinishedEntity: Sendable {
    /// Which end.
    package let end: String
    /// The entity.
    package let entity: Int
    /// Its state.
    package let state: String
    /// The reaction that announces the end.
    package let reaction: Int
    /// The shortest way there.
    package let path: [String]
  }

  /// A flow that comes to rest, and no end was announced.
  package struct Stop: Sendable {
    /// The last reaction whose call was refused, or else the last one that did anything; nil where none did.
    package let reaction: Int?
    /// Whether a call was refused.
    package let isRefused: Bool
    /// The shortest way there.
    package let path: [String]
  }

  /// One flow with both ends.
  package struct DoubleEnd: Sendable {
    /// The first reactions of the ways to both ends that do not follow from each other.
    package let reactions: [Int]
    /// Whether different participants chose them.
    package let isRace: Bool
    /// The shortest way there.
    package let path: [String]
  }

  /// A reaction whose move no state allows at any time when the event is there.
  package struct IdleMove: Sendable {
    /// The reaction.
    package let reaction: Int
    /// The event.
    package let event: String
  }

  /// The effects that are left, one for each reaction.
  package internal(set) var leftovers: [Leftover] = []
  /// The entities that are left unfinished, one for each end and entity.
  package internal(set) var unfinished: [UnfinishedEntity] = []
  /// The ways that end nowhere, one for each last reaction.
  package internal(set) var stops: [Stop] = []
  /// The ways with both ends, one for each pair of reactions.
  package internal(set) var doubleEnds: [DoubleEnd] = []
  /// The moves that never happen.
  package internal(set) var idleMoves: [IdleMove] = []
  /// The ends that some path comes to.
  package internal(set) var ends: Set<String> = []
  /// Whether every path was followed; false where there were too many.
  package internal(set) var isComplete = true
}

extension FlowExploration {
  /// Follows the paths of a choreography; nil where a part of it could not be resolved.
  package init?(of flow: BoundChoreography) {
    guard let model = FlowModel(flow) else { return nil }
    var explorer = FlowExplorer(model, flow)
    explorer.explore()
    self = explorer.exploration
  }
}
