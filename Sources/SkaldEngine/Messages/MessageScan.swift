import SkaldCore
import SkaldRuntime
import SkaldValue

/// A page of messages: two walks over the store, over what was emitted and what came in, put together by time.
///
/// There is no index by topic: a write for each event would slow every step for what is asked now and then. So a page
/// looks at a bounded number of messages, and says where to go on.
struct MessageScan {
  /// How many messages are looked at for one page.
  static let examinedMax = 5000
  /// Behind every index of a row.
  private static let indexMax = Int(Int32.max)

  let store: Opened
  let query: MessageQuery
  let topics: TopicBook
  private let instance: InstanceScope?
  private var emitted: MessageStream
  private var received: MessageStream

  init(
    store: Opened, query: MessageQuery, topics: TopicBook, instance: InstanceScope?
  ) throws(EngineError) {
    self.store = store
    self.query = query
    self.topics = topics
    self.instance = instance
    let start = try Self.start(query, store.reader)
    let reader = store.reader
    let isNewestFirst = query.isNewestFirst
    emitted = MessageStream(from: start.emitted) { from, limit throws(StoreError) in
      guard case .emitted(let place) = from, query.direction != .received else { return ([], true) }
      // The row of the place may have more events.
      let range: StoreRange = isNewestFirst ? .before(place.position + 1) : .after(place.position - 1)
      let rows: [OutboxRow]
      if let instance {
        rows = try reader.outbox(at: instance.positions(range, limit: limit))
      } else {
        rows = try reader.outbox(range, limit: limit)
      }
      let ordered = isNewestFirst && instance != nil ? rows.reversed() : rows
      return (ordered.messages(behind: place, newestFirst: isNewestFirst), rows.count < limit)
    }
    received = MessageStream(from: start.received) { from, limit throws(StoreError) in
      guard case .received(let number) = from, query.direction != .emitted else { return ([], true) }
      let entries = try reader.inbox(isNewestFirst ? .before(number) : .after(number), limit: limit)
      return (entries.map { Message(origin: .received($0)) }, entries.count < limit)
    }
  }

  /// The messages of the page and where the list goes on.
  mutating func page() throws(StoreError) -> (messages: [Message], next: String?) {
    var found: [Message] = []
    var examined = 0
    while let message = try next() {
      guard found.count < query.limit, examined < Self.examinedMax else { return (found, cursor) }
      if isBeyond(message) { break }
      if case .emitted = message.origin { emitted.pass() } else { received.pass() }
      examined += 1
      if fits(message) { found.append(message) }
    }
    return (found, nil)
  }

  private mutating func next() throws(StoreError) -> Message? {
    let (left, right) = (try emitted.peek(), try received.peek())
    guard let left, let right else { return left ?? right }
    return left.isBefore(right) == query.isNewestFirst ? right : left
  }

  /// Whether neither it nor any behind it is wanted.
  private func isBeyond(_ message: Message) -> Bool {
    query.isNewestFirst
      ? query.from.map { message.at < $0 } ?? false : query.until.map { $0 < message.at } ?? false
  }

  private func fits(_ message: Message) -> Bool {
    if let topic = query.topic, topics.topic(of: message) != topic { return false }
    if let type = query.type, message.type != type { return false }
    if let key = query.key, message.key != key { return false }
    guard case .received(let entry) = message.origin else { return true }
    if let instance {
      // What it heard of itself is listed as emitted.
      let isItsOwn = store.isOwn(entry.row) && instance.emitted(store.mint.place(ofEvent: entry.row.id))
      return instance.took.contains(entry.row.id) && (!isItsOwn || query.direction == .received)
    }
    // What goes round within the engine comes in, too: as one message it is shown once.
    return query.direction == .received || !store.isOwn(entry.row)
  }

  private var cursor: String { "\(emitted.position.text)~\(received.position.text)" }

  /// Where both walks begin; of what comes in while pages are read, the newest-first list knows nothing.
  private static func start(
    _ query: MessageQuery, _ reader: any StoreReader
  ) throws(EngineError) -> (emitted: MessagePosition, received: MessagePosition) {
    if let after = query.after {
      let parts = after.split(separator: "~", omittingEmptySubsequences: false).map { MessagePosition(String($0)) }
      guard parts.count == 2, case .emitted? = parts[0], case .received? = parts[1], let first = parts[0],
        let second = parts[1]
      else { throw SagaEngine.invalid("after", "expected the `next` of an earlier page") }
      return (first, second)
    }
    do throws(StoreError) {
      guard query.isNewestFirst else {
        guard let from = query.from else { return (.emitted(.init(position: 0, index: 0)), .received(0)) }
        return (
          .emitted(.init(position: try reader.lastPosition(before: from), index: indexMax)),
          .received(try reader.lastInboxNumber(before: from))
        )
      }
      let until = query.until.map { $0 + Milliseconds(1) } ?? Timestamp(milliseconds: .max)
      return (
        .emitted(.init(position: try reader.lastPosition(before: until) + 1, index: 0)),
        .received(try reader.lastInboxNumber(before: until) + 1)
      )
    } catch {
      throw .store(error)
    }
  }
}

extension StoreReader {
  /// Rows of the outbox in the order of a walk.
  func outbox(_ range: StoreRange, limit: Int) throws(StoreError) -> [OutboxRow] {
    switch range {
    case .after(let position): try outbox(after: position, limit: limit)
    case .before(let position): try outbox(before: position, limit: limit)
    }
  }
}

extension Opened {
  /// Whether an event that came in was emitted here.
  func isOwn(_ row: InboxRow) -> Bool { row.source.hasPrefix("/skald/") && mint.place(ofEvent: row.id) != nil }
}

/// The messages of one instance.
struct InstanceScope {
  /// Where it emitted, in order.
  private let places: [Int64]
  /// The ids of the events that it took up.
  let took: Set<String>

  init(_ journal: [JournalRow]) {
    places = journal.filter { !$0.emitted.isEmpty }.map(\.position)
    took = Set(
      journal.compactMap { row in
        switch row.event.kind {
        case .started(let start): start.trigger
        case .received(let event): event.id
        default: nil
        }
      })
  }

  /// Whether it emitted an event of this place.
  func emitted(_ place: OutboundEvent.Place?) -> Bool { place.map { places.contains($0.position) } ?? false }

  /// At most so many of the places in a range, the first ones of its walk.
  func positions(_ range: StoreRange, limit: Int) -> [Int64] {
    switch range {
    case .after(let position): Array(places.lazy.filter { $0 > position }.prefix(limit))
    case .before(let position): Array(places.lazy.reversed().filter { $0 < position }.prefix(limit))
    }
  }
}
