import SkaldCore
import SkaldRuntime
import SkaldValue

/// Takes the events that are emitted in an engine to whoever hears them in the same engine: participants of choreographed
/// flows, and sagas that begin with them or wait for them.
///
/// It is a sink as others are: with a cursor over the outbox, in order for each key, again and again until an event is
/// taken up. The inbox tells repeats, also where a broker brings the same event once more.
struct EmbeddedBus: Sink {
  /// The name under which the store keeps the cursor.
  static let name = "bus"

  let queue: InputQueue
  let desk: Desk

  var name: String { Self.name }

  func deliver(_ event: OutboundEvent) async throws(SinkError) {
    let received = ReceivedEvent(id: event.id, name: event.event.name, data: event.event.data)
    let reply = await desk.ask { ticket in
      queue.push(.event(IncomingEvent(source: event.source, event: received, ticket: ticket, isOwn: true)))
    }
    if case .refused(let error) = reply {
      throw SinkError(message: error.message, isRefused: error.code == .inputInvalid)
    }
  }
}

extension [SagaProgram] {
  /// Whether their events have to go round within the engine.
  var needBus: Bool { contains { $0.isParticipant } }
}
