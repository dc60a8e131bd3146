public import SkaldValue

/// An event of a trial, with what every way carries of it.
public struct TrialEvent: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// Where it comes from; id and source together name it.
  public var source: String
  /// Its type.
  public var type: String
  /// Its data: the `key` that it is ordered by, and its `number` within the key, from 1.
  public var data: JSON

  /// Names an event.
  public init(id: String, source: String, type: String, data: JSON) {
    self.id = id
    self.source = source
    self.type = type
    self.data = data
  }

  /// Reads a structured CloudEvent; nil where an attribute is missing that must be there.
  public init?(cloudEvent: JSON) {
    guard let id = cloudEvent["id"]?.string, let source = cloudEvent["source"]?.string,
      let type = cloudEvent["type"]?.string, let data = cloudEvent["data"], cloudEvent["specversion"] == "1.0"
    else { return nil }
    self.init(id: id, source: source, type: type, data: data)
  }

  /// The event as a structured CloudEvent.
  public var cloudEvent: JSON {
    [
      "specversion": "1.0", "id": .string(id), "source": .string(source), "type": .string(type),
      "datacontenttype": "application/json", "data": data,
    ]
  }

  /// The key that it is ordered by.
  public var key: String { data["key"]?.string ?? "" }
  /// Its number within its key.
  public var number: Int { data["number"]?.int.map { Int($0) } ?? 0 }

  /// The type of the events of trials.
  public static let name = "trial.event.v1"
  /// The keys of a trial; each has as many events.
  static let keys = ["a", "b", "c"]
  static let perKey = 4
  static let count = keys.count * perKey

  /// What an event of a trial says.
  static func data(_ key: String, _ number: Int) -> JSON { ["key": .string(key), "number": .int(Int64(number))] }
}

/// What a sink or a source does otherwise than the engine counts on.
public struct TrialFault: Error, Sendable, CustomStringConvertible {
  /// What was expected, and what was found.
  public var description: String
}

extension [TrialEvent] {
  /// Whether every event is here, each under one id, and those of a key in their order; a repeat has the id of the first.
  func demandAll(of source: String, _ type: String) throws(TrialFault) {
    for key in TrialEvent.keys {
      var ids: [Int: String] = [:]
      var order: [Int] = []
      for event in self where event.key == key {
        guard event.source == source, event.type == type, event.data == TrialEvent.data(key, event.number) else {
          throw TrialFault(description: "expected an event of \(source) as it was emitted, found \(event)")
        }
        if let id = ids[event.number] {
          guard id == event.id else {
            throw TrialFault(description: "expected a repeat under the id \(id), found \(event.id)")
          }
        } else {
          ids[event.number] = event.id
          order.append(event.number)
        }
      }
      guard order == Array<Int>(1...TrialEvent.perKey) else {
        throw TrialFault(
          description: "expected the events 1 to \(TrialEvent.perKey) of the key \(key) in order, found \(order)")
      }
    }
    guard Set(map(\.id)).count == TrialEvent.count else {
      throw TrialFault(description: "expected \(TrialEvent.count) ids, found \(Set(map(\.id)).count)")
    }
  }
}
