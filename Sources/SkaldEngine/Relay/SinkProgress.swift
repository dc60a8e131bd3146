package import SkaldCore
package import SkaldRuntime

/// What a relay wants kept of its sink.
package struct SinkProgress: Sendable {
  /// An event that was put back behind the cursor.
  package struct Held: Sendable {
    /// Its place.
    package var place: OutboundEvent.Place
    /// The key it is ordered by.
    package var orderingKey: String
    /// Makes a held event.
    package init(place: OutboundEvent.Place, orderingKey: String) {
      self.place = place
      self.orderingKey = orderingKey
    }
  }

  /// An event that somebody gave up, and who waits to hear that it is durable.
  package struct Dropped: Sendable {
    /// Its place.
    package var place: OutboundEvent.Place
    /// What its instance's history says.
    package var event: DroppedEvent
    /// Who waits for the reply.
    package var ticket: Ticket
  }

  /// The sink's name.
  package var sink: String
  /// Every event up to here is acknowledged or held; nil where that did not change.
  package var cursor: Int64?
  /// Events to be tried again by key.
  package var held: [Held]
  /// Held events that were acknowledged, or given up.
  package var released: [OutboundEvent.Place]
  /// Events that are put aside.
  package var deadLetters: [DeadLetter] = []
  /// Dead letters that were acknowledged after all, or given up.
  package var settledLetters: [OutboundEvent.Place] = []
  /// Incidents of keys that are not acknowledged.
  package var incidents: [IncidentChange] = []
  /// Events that somebody gave up.
  package var dropped: [Dropped] = []

  /// Makes progress.
  package init(sink: String, cursor: Int64? = nil, held: [Held] = [], released: [OutboundEvent.Place] = []) {
    self.sink = sink
    self.cursor = cursor
    self.held = held
    self.released = released
  }

  /// Whether there is nothing to be kept.
  package var isEmpty: Bool {
    cursor == nil && held.isEmpty && released.isEmpty && incidents.isEmpty && dropped.isEmpty
      && deadLetters.isEmpty && settledLetters.isEmpty
  }
}
