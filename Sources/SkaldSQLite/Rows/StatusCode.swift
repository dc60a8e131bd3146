internal import SkaldCore

/// The number under which a status is stored. Live ones are below 2, so that one comparison selects them.
extension Status {
  /// The stored number.
  var code: Int64 {
    switch self {
    // A column of its own tells the two apart.
    case .scheduled, .running: 0
    case .compensating: 1
    case .completed: 2
    case .compensated: 3
    case .failed: 4
    case .terminated: 5
    }
  }

  /// The status of stored numbers; nil where no status has them.
  init?(code: Int64, isScheduled: Bool) {
    guard let status = Status.allCases.first(where: { $0.code == code && ($0 == .scheduled) == isScheduled }) else {
      return nil
    }
    self = status
  }
}
