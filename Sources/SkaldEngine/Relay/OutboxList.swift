import SkaldCore
import SkaldRuntime
import SkaldValue

/// A place in the list of what sinks did not acknowledge.
struct OutboxPlace: Sendable {
  let sink: String
  /// Whether it is among what is held; otherwise among what is still to be sent.
  let isHeld: Bool
  let place: OutboundEvent.Place

  init(sink: String, isHeld: Bool, place: OutboundEvent.Place) {
    self.sink = sink
    self.isHeld = isHeld
    self.place = place
  }

  /// Reads the text of a place.
  init(_ text: String) throws(EngineError) {
    let parts = text.split(separator: ".", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, let position = Int64(parts[1]), let index = Int(parts[2]),
      parts[0] == "h" || parts[0] == "p"
    else { throw SagaEngine.invalid("after", "expected the `next` of an earlier page") }
    sink = String(parts[3])
    isHeld = parts[0] == "h"
    place = OutboundEvent.Place(position: position, index: index)
  }

  var text: String { "\(isHeld ? "h" : "p").\(place.position).\(place.index).\(sink)" }
}

/// A page of what sinks did not acknowledge: what is held as its relay knows it, the rest as the store does.
struct OutboxList {
  private struct Entry {
    let place: OutboxPlace
    let row: OutboxRow
    let state: OutboxQuery.State
    /// Of the first event of a key that fails.
    let key: HeldKey?
  }

  private static let readMax = 256

  let store: Opened
  let query: OutboxQuery
  let after: OutboxPlace?
  private var entries: [Entry] = []
  private var instances: [InstanceID: String] = [:]
  /// Whether the sink of ``after`` was passed.
  private var isBehind = false

  init(store: Opened, query: OutboxQuery, after: OutboxPlace?) {
    self.store = store
    self.query = query
    self.after = after
  }

  private var isFull: Bool { entries.count > query.limit }

  /// Whether the list goes on with a sink; sinks come in their order.
  func wants(_ sink: String) -> Bool { !isFull && (after == nil || isBehind || after?.sink == sink) }

  /// Adds what a sink did not acknowledge, up to one entry more than the page has.
  mutating func add(_ sink: String, _ keys: [HeldKey]) throws(StoreError) {
    let start = isBehind ? nil : after
    isBehind = true
    if start?.isHeld != false { try addHeld(sink, keys, after: start?.place) }
    if query.state == nil || query.state == .pending {
      let held = Set(keys.flatMap { $0.events.map(\.place) })
      try addPending(sink, except: held, after: start?.isHeld == false ? start?.place : nil)
    }
    for entry in entries where instances[entry.row.instance] == nil {
      guard let row = try store.reader.instance(entry.row.instance) else { continue }
      instances[row.id] = store.mint.uid(of: row.id, startedAt: row.startedAt)
    }
  }

  private mutating func addHeld(
    _ sink: String, _ keys: [HeldKey], after: OutboundEvent.Place?
  ) throws(StoreError) {
    var found: [(place: OutboundEvent.Place, state: OutboxQuery.State, key: HeldKey?)] = []
    for key in keys {
      for (index, event) in key.events.enumerated() {
        let isFirst = index == 0 && key.failures > 0
        found.append((event.place, isFirst ? .blocked : .held, isFirst ? key : nil))
      }
    }
    found = found.filter { entry in
      (query.state ?? entry.state) == entry.state && after.map { $0 < entry.place } ?? true
    }.sorted { $0.place < $1.place }
    let wanted = found.prefix(query.limit + 1 - entries.count)
    var rows: [Int64: OutboxRow] = [:]
    for row in try store.reader.outbox(at: Set(wanted.map(\.place.position)).sorted()) { rows[row.position] = row }
    for entry in wanted {
      guard let row = rows[entry.place.position] else { continue }
      entries.append(
        Entry(
          place: OutboxPlace(sink: sink, isHeld: true, place: entry.place), row: row, state: entry.state,
          key: entry.key))
    }
  }

  private mutating func addPending(
    _ sink: String, except held: Set<OutboundEvent.Place>, after: OutboundEvent.Place?
  ) throws(StoreError) {
    let cursor = try store.reader.cursor(sink: sink)
    var position = max(cursor, (after?.position ?? 0) - 1)
    while !isFull {
      let rows = try store.reader.outbox(after: position, limit: Self.readMax)
      for row in rows {
        for index in row.events.indices where !isFull {
          let place = OutboundEvent.Place(position: row.position, index: index)
          if held.contains(place) || after.map({ place <= $0 }) ?? false { continue }
          let entry = OutboxPlace(sink: sink, isHeld: false, place: place)
          entries.append(Entry(place: entry, row: row, state: .pending, key: nil))
        }
      }
      guard rows.count == Self.readMax, let last = rows.last else { return }
      position = last.position
    }
  }

  var json: JSON {
    let shown = entries.prefix(query.limit)
    return [
      "events": .array(shown.map { json($0) }),
      "next": isFull ? shown.last.map { .string($0.place.text) } ?? .null : .null,
    ]
  }

  private func json(_ entry: Entry) -> JSON {
    let event = entry.row.events[entry.place.place.index]
    return [
      "id": .string(store.mint.eventID(at: entry.row.at, entry.place.place)), "sink": .string(entry.place.sink),
      "state": .string(entry.state.rawValue), "event": .string(event.name),
      "orderingKey": .string(event.orderingKey(of: entry.row.instance)), "saga": .string(entry.row.saga),
      "instance": instances[entry.row.instance].map { .string($0) } ?? .null,
      "key": entry.row.key.map { .string($0) } ?? .null, "emittedAt": .string(entry.row.at.text),
      "attempts": .int(Int64(entry.key?.failures ?? 0)), "error": entry.key?.error.map { .string($0) } ?? .null,
      "failingSince": entry.key?.failingSince.map { .string($0.text) } ?? .null,
      "nextAttemptAt": entry.key?.retryAt.map { .string($0.text) } ?? .null,
    ]
  }
}

extension EmittedEvent {
  /// What it is ordered by: the value of its key field, else the instance.
  func orderingKey(of instance: InstanceID) -> String {
    key.map { $0.string ?? $0.text } ?? "instance-\(instance.number)"
  }
}
