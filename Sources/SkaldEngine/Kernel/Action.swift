package import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// What may happen now that its cause is durable.
package enum Action: Sendable {
  /// Make a call.
  case call(InstanceID, HandlerCall)
  /// Give a call up.
  case abandon(InstanceID, CallID)
  /// Tell somebody who waits.
  case reply(Ticket, Reply)
  /// The commands of one transition; only where ``Kernel/Options/reportsTransitions`` asks for it.
  case transition(InstanceID, [Command], SagaState, at: Timestamp)
  /// An instance came to its end.
  case ended(InstanceID, Status)
}

/// The answer to a request.
package enum Reply: Sendable {
  /// The instance of a start, and whether it began with it.
  case started(uid: String, isNew: Bool)
  /// The event is stored, or was before.
  case received(isDuplicate: Bool)
  /// What was asked for is durable: an answer to a question, the end of archived instances.
  case decided
  /// The instance is being undone, or was before.
  case canceling(isNew: Bool)
  /// An operator's act is durable: the step that it was about, and the steps whose effects stay.
  case operated(step: String?, residue: [String])
  /// The late answer of a call is durable, or changes nothing.
  case calledBack(counts: Bool)
  /// New instances follow the definitions that were given; these are the ones that they did not follow before.
  case deployed(new: [String])
  /// A schedule is durable as it says; the instance that began with the request, and whether the schedule did.
  case scheduled(ScheduleRow, uid: String?, isNew: Bool)
  /// The stored versions of a saga.
  case definitions([StoredDefinition])
  /// What became of the instances that were to follow another version.
  case migrated([MigrationOutcome])
  /// What the engine does.
  case sampled(EngineSample)
  /// How the handlers stand that were asked for.
  case handlers([HandlerState])
  /// What a sink does not acknowledge.
  case heldKeys([HeldKey])
  /// No.
  case refused(EngineError)
}
