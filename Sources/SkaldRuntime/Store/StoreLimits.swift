package import SkaldCore
package import SkaldValue

/// How long stores keep what only guards against repeats.
package enum StoreLimits {
  /// How long the ids of events that found their instance are kept: brokers keep and repeat messages for a week.
  package static let seenKept = Milliseconds.days(7)
}

extension Status {
  /// Whether one or several transitions lead from this status to another; a batch holds the last one alone.
  package func canBecome(_ next: Status) -> Bool {
    switch self {
    case .scheduled: true
    case .running: next != .scheduled
    case .compensating: next != .scheduled && next != .running && next != .completed
    case .completed, .compensated, .failed, .terminated: next == self
    }
  }
}

extension StoreError {
  /// The error where a version is to be forgotten with which journals are read.
  package static func inUse(_ saga: String, version: Int) -> StoreError {
    StoreError(
      code: .definitionInUse,
      message: "instances are read with version \(version) of `\(saga)`: it can go once they are archived")
  }

  /// The error where name and version of a program stand for another definition.
  package static func conflict(of program: SagaProgram) -> StoreError {
    StoreError(
      code: .definitionConflict,
      message:
        "\(program.name) version \(program.version) is stored with another definition; a change needs a new version")
  }
}
