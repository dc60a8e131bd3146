import SkaldCore
public import SkaldValue

/// A flow put together from what several daemons say of it, each as the API gives it.
///
/// Each daemon knows the participants that run in it. Times are those of their clocks.
public struct FlowMerge: Sendable {
  private let parts: [JSON]
  /// The daemons that did not answer.
  private let unreachable: [String]

  /// Takes what daemons said.
  /// - Parameters:
  ///   - parts: The answers; none where no daemon has heard of the flow.
  ///   - unreachable: The names of those that did not answer.
  public init(_ parts: [JSON], unreachable: [String]) {
    self.parts = parts
    self.unreachable = unreachable.sorted()
  }

  private var status: FlowStatus {
    FlowStatus(merging: parts.compactMap { $0["status"]?.string.flatMap { FlowStatus(rawValue: $0) } })
  }

  private var silent: JSON { .array(unreachable.map { .string($0) }) }

  /// The flow as one.
  public var json: JSON {
    let first = parts.first ?? .null
    return .object(
      JSONObject([
        ("choreography", first["choreography"] ?? .null),
        ("version", .int(parts.compactMap { $0["version"]?.int }.max() ?? 1)),
        ("key", first["key"] ?? .null), ("status", .string(status.rawValue)),
        ("overdue", .bool(parts.contains { $0["overdue"] == true })),
        ("startedAt", texts("startedAt").min().map { .string($0) } ?? .null),
        ("updatedAt", texts("updatedAt").max().map { .string($0) } ?? .null),
        ("participants", .array(sorted("participants", by: "startedAt"))), ("events", .array(events)),
        ("needs", .array(list("needs"))), ("unreachable", silent),
      ]))
  }

  /// Its histories as one, oldest first.
  public var history: JSON {
    ["status": .string(status.rawValue), "events": .array(sorted("events", by: "at")), "unreachable": silent]
  }

  /// The events: who emitted one says so in one daemon, who heard it in others.
  private var events: [JSON] {
    var found: [JSONObject] = []
    for event in sorted("events", by: "at").compactMap(\.object) {
      let place = found.firstIndex { known in
        known["event"] == event["event"] && known["data"] == event["data"]
          && (known["from"] == .null || event["from"] == .null)
      }
      guard let place else {
        found.append(event)
        continue
      }
      if found[place]["from"] == .null { found[place]["from"] = event["from"] }
      found[place]["heard"] = .array((found[place]["heard"]?.array ?? []) + (event["heard"]?.array ?? []))
    }
    return found.map { .object($0) }
  }

  private func texts(_ name: String) -> [String] { parts.compactMap { $0[name]?.string } }

  private func list(_ name: String) -> [JSON] { parts.flatMap { $0[name]?.array ?? [] } }

  /// The elements of all parts by a time; of one part they stay in their order.
  private func sorted(_ name: String, by time: String) -> [JSON] {
    let all = list(name).enumerated().map {
      (place: $0.offset, at: $0.element[time]?.string ?? "", element: $0.element)
    }
    return all.sorted { ($0.at, $0.place) < ($1.at, $1.place) }.map(\.element)
  }
}
