import SkaldCore
import SkaldRuntime
import SkaldValue

/// A message as it lies in the store: an event that an instance emitted, or one that came in.
struct Message {
  enum Origin {
    case emitted(OutboxRow, index: Int)
    case received(InboxEntry)
  }

  let origin: Origin

  var at: Timestamp {
    switch origin {
    case .emitted(let row, _): row.at
    case .received(let entry): entry.row.at
    }
  }
  var type: String {
    switch origin {
    case .emitted(let row, let index): row.events[index].name
    case .received(let entry): entry.row.name
    }
  }
  /// What it is ordered by; nil where it came in without.
  var key: String? {
    switch origin {
    case .emitted(let row, let index): row.events[index].orderingKey(of: row.instance)
    case .received(let entry): entry.row.key == .null ? nil : entry.row.key.string ?? entry.row.key.text
    }
  }
  var data: JSON {
    switch origin {
    case .emitted(let row, let index): row.events[index].data
    case .received(let entry): entry.row.data
    }
  }
  var instance: InstanceID? { if case .emitted(let row, _) = origin { row.instance } else { nil } }
  var saga: String? { if case .emitted(let row, _) = origin { row.saga } else { nil } }
  var direction: MessageQuery.Direction { if case .emitted = origin { .emitted } else { .received } }

  /// Its place among all of its direction.
  var position: MessagePosition {
    switch origin {
    case .emitted(let row, let index): .emitted(.init(position: row.position, index: index))
    case .received(let entry): .received(entry.number)
    }
  }

  /// Whether it comes before another one in time; what came in goes before what was emitted at the same time, for that may
  /// be what it led to.
  func isBefore(_ other: Message) -> Bool {
    at == other.at ? direction == .received && other.direction == .emitted : at < other.at
  }
}

/// The place of a message, as text: `512.0` of one that was emitted, `in.45` of one that came in.
enum MessagePosition: Hashable {
  case emitted(OutboundEvent.Place)
  case received(Int64)

  init?(_ text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 2, let second = Int64(parts[1]), second >= 0 else { return nil }
    if parts[0] == "in" {
      self = .received(second)
    } else if let position = Int64(parts[0]), let index = Int(exactly: second) {
      self = .emitted(.init(position: position, index: index))
    } else {
      return nil
    }
  }

  var text: String {
    switch self {
    case .emitted(let place): "\(place.position).\(place.index)"
    case .received(let number): "in.\(number)"
    }
  }
}
