public import SkaldValue

/// What a scheduled instance waits for before it begins.
public enum StartWait: Sendable, Hashable {
  /// Its time.
  case time(Timestamp)
  /// An entity that another instance holds, since then and until then.
  case entity(since: Timestamp, until: Timestamp)

  /// When the wait is over, one way or the other.
  public var due: Timestamp {
    switch self {
    case .time(let time), .entity(_, let time): time
    }
  }
}

extension StartWait {
  /// The wait as histories and the API give it.
  var json: JSON {
    switch self {
    case .time(let time): ["for": "time", "until": .string(time.text)]
    case .entity(_, let until): ["for": "entity", "until": .string(until.text)]
    }
  }

  /// Reads what a journal kept.
  init?(_ json: JSON?) {
    guard let until = json?["to"]?.int else { return nil }
    let due = Timestamp(milliseconds: until)
    if let since = json?["from"]?.int {
      self = .entity(since: Timestamp(milliseconds: since), until: due)
    } else {
      self = .time(due)
    }
  }

  /// What a journal keeps.
  var stored: JSON {
    switch self {
    case .time(let time): ["to": .int(time.milliseconds)]
    case .entity(let since, let until): ["from": .int(since.milliseconds), "to": .int(until.milliseconds)]
    }
  }
}
