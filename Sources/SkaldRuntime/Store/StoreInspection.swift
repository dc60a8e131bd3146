package import SkaldCore

/// A store as a check reads it: everything, also what cannot be read.
package protocol StoreInspection: Sendable {
  /// The highest number of an instance; 0 where there is none.
  func highestInstance() throws(StoreError) -> Int64
  /// The instances with these numbers and their journals, all as of one moment, in order.
  func inspect(_ numbers: ClosedRange<Int64>) throws(StoreError) -> InspectedPart
  /// What contradicts itself beside instances and journals: pages, counters, cursors, rows that belong to nothing.
  func faults() throws(StoreError) -> [StoreFault]
  /// Entries of the audit log, at most the query's limit.
  func audit(_ query: AuditQuery) throws(StoreError) -> [AuditRow]
  /// Whether events are kept for an instance under a hash; true for a database of an earlier version that nobody opened
  /// since, which kept none.
  func isCorrelated(_ instance: InstanceID, under hash: Int64) throws(StoreError) -> Bool
  /// A definition by id.
  func definition(_ id: DefinitionID) throws(StoreError) -> SagaProgram?
}

/// Instances of one moment.
package struct InspectedPart: Sendable {
  /// Those that can be read.
  package var instances: [(row: InstanceRow, journal: [JournalRow])] = []
  /// Those that cannot.
  package var faults: [StoreFault] = []
  /// A part without instances.
  package init() {}
}

/// Something in a store that should not be.
package struct StoreFault: Sendable, Hashable {
  /// The kind, such as `journal_gap`.
  package var code: String
  /// The instance; nil where it concerns none, or no certain one.
  package var instance: InstanceID?
  /// What is the matter, as one clause.
  package var message: String

  /// Makes a fault.
  package init(_ code: String, instance: InstanceID? = nil, _ message: String) {
    self.code = code
    self.instance = instance
    self.message = message
  }

  /// What cannot be read of an instance.
  package init(unreadable error: StoreError, instance: InstanceID) {
    self.init("unreadable", instance: instance, error.message)
  }
}
