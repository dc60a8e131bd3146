package import SkaldRuntime

/// A wish of somebody about a schedule.
package struct ScheduleRequest: Sendable {
  /// What is wanted.
  package enum Wish: Sendable {
    /// It shall be so, whether it exists or not; where nothing is said of resting, that stays.
    case set(ScheduleRow.Plan, isPaused: Bool?)
    /// It shall be no more.
    case delete
    /// It shall rest.
    case pause
    /// It shall go on; times of the rest are not made up for.
    case resume
    /// It shall fire now, beside its times.
    case trigger
  }

  /// The schedule's name.
  package var name: String
  /// What is wanted.
  package var wish: Wish
  /// Who wants it.
  package var by: String
  /// What tells the request, where it came under a key: it is done once.
  package var mark: RequestMark?
  /// Who waits for the reply.
  package var ticket: Ticket

  /// Makes a request.
  package init(name: String, wish: Wish, by: String, mark: RequestMark? = nil, ticket: Ticket) {
    self.name = name
    self.wish = wish
    self.by = by
    self.mark = mark
    self.ticket = ticket
  }
}
