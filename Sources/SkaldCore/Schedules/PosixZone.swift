/// The rule after the last change that a zone file lists: a `TZ` text of POSIX, such as `CET-1CEST,M3.5.0,M10.5.0/3`.
struct PosixZone: Sendable, Hashable {
  /// A day of the year, and the second of it at which clocks change.
  struct Change: Sendable, Hashable {
    enum Day: Sendable, Hashable {
      /// The weekday of a week of a month; week 5 is the last one.
      case week(month: Int, week: Int, weekday: Int)
      /// From 1; 29 February is never counted.
      case ofYear(Int)
      /// From 0; 29 February is counted.
      case counted(Int)
    }

    let day: Day
    /// After midnight by the clock of before; may be negative, or more than a day.
    let second: Int64

    /// The local second of a year.
    func local(in year: Int64) -> Int64 { number(in: year) * 86_400 + second }

    private func number(in year: Int64) -> Int64 {
      let newYear = LocalTime.day(year: year, month: 1, day: 1)
      switch day {
      case .counted(let day): return newYear + Int64(day)
      case .ofYear(let day):
        let isLeap = LocalTime.day(year: year, month: 3, day: 1) - newYear == 60
        return newYear + Int64(day) - (isLeap && day > 59 ? 0 : 1)
      case .week(let month, let week, let weekday):
        let first = LocalDay(LocalTime.day(year: year, month: month, day: 1))
        var found = first.number + Int64((weekday - first.weekday + 7) % 7 + (week - 1) * 7)
        while found >= first.nextMonth { found -= 7 }
        return found
      }
    }
  }

  /// Ahead of UTC, in seconds.
  let standard: Int64
  /// In summer; nil where clocks do not change.
  let summer: Int64?
  /// The change to summer, and the one back.
  let changes: [Change]

  /// Ahead of UTC at a time.
  func offset(at second: Int64) -> Int64 {
    changesAround(second).last { $0.at <= second }?.offset ?? standard
  }

  /// The first change after a time.
  func nextChange(after second: Int64) -> Int64? { changesAround(second).first { $0.at > second }?.at }

  /// The changes of the years about a time, in order.
  private func changesAround(_ second: Int64) -> [(at: Int64, offset: Int64)] {
    guard let summer, changes.count == 2 else { return [] }
    let year = LocalDay(LocalTime.quotient(second, 86_400)).year
    var all: [(at: Int64, offset: Int64)] = []
    for year in (year - 1)...(year + 1) {
      all.append((changes[0].local(in: year) - standard, summer))
      all.append((changes[1].local(in: year) - summer, standard))
    }
    // Of two at once the one that begins the next season holds: where it is summer all the year.
    return all.sorted { $0.at < $1.at || $0.at == $1.at && $0.offset == standard && $1.offset != standard }
  }
}
