/// A place in a run where the process ends, or its machine's power.
package struct CrashPoint: Sendable, Hashable {
  /// What is counted from the start of the process on.
  package enum Place: Sendable, Hashable {
    /// Writes and flushes of the disk: it ends in the middle of the next one.
    case operation(Int)
    /// Commits: it ends before anybody hears of the last one.
    case commit(Int)
  }

  /// Where.
  package var place: Place
  /// What is left of what was not flushed; nil where the process alone ends.
  package var survival: FaultyDisk.Survival?

  /// Names a place.
  package init(_ place: Place, survival: FaultyDisk.Survival? = nil) {
    self.place = place
    self.survival = survival
  }
}
