public import SkaldValue

/// How a handler stands: a service, or one of its operations.
public struct HandlerState: Sendable, Hashable {
  /// `service`, or `service.action`.
  public let name: String
  /// How many calls are under way.
  public let inFlight: Int
  /// How many wait for their turn.
  public let waiting: Int
  /// Whether an operator holds its calls back.
  public let isPaused: Bool
  /// Of a service: `closed` while it lives, `open` while it is left alone, `probing` while one call finds out; nil where
  /// nobody looks.
  public let breaker: String?
  /// Until when it is left alone; nil where it is not.
  public let retryAt: Timestamp?
  /// Its limit; nil where it has none.
  public let limit: HandlerLimit?

  /// The state as the API gives it.
  public var json: JSON {
    [
      "name": .string(name), "inFlight": .int(Int64(inFlight)), "waiting": .int(Int64(waiting)),
      "paused": .bool(isPaused), "breaker": breaker.map { .string($0) } ?? .null,
      "retryAt": retryAt.map { .string($0.text) } ?? .null, "limit": limit?.json ?? .null,
    ]
  }
}

extension HandlerLimit {
  fileprivate var json: JSON {
    guard !isOpen else { return .null }
    var object = JSONObject()
    if let concurrency { object["concurrency"] = .int(Int64(concurrency)) }
    if let rate {
      object["rate"] = .string(rate.text)
      object["burst"] = .int(Int64(rate.burst))
    }
    if let per { object["per"] = .string(per.text) }
    return .object(object)
  }
}

extension HandlerState {
  init(_ operation: OperationGate) { self.init(operation.gate, nil) }

  init(_ service: ServiceGate) { self.init(service.gate, service.breaker?.state) }

  private init(_ gate: Gate, _ state: Breaker.State?) {
    name = gate.name
    inFlight = gate.inFlight
    waiting = gate.waiting
    isPaused = gate.isPaused
    limit = gate.limit
    switch state {
    case nil: (breaker, retryAt) = (nil, nil)
    case .closed: (breaker, retryAt) = ("closed", nil)
    case .open(let until, _): (breaker, retryAt) = ("open", until)
    case .probing: (breaker, retryAt) = ("probing", nil)
    }
  }
}
