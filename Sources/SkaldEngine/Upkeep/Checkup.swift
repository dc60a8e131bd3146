package import SkaldRuntime
import Synchronization

/// Whether a store holds what its journals say: every journal is told again by the shipped machine, and what comes of it
/// is compared with the instance's row and its events.
///
/// It reads alone, so it can be done beside an engine that writes.
package struct Checkup: Sendable {
  /// What was found.
  package struct Report: Sendable {
    /// How many instances were looked at.
    package var instances = 0
    /// What should not be: that of the whole store first, then by instance.
    package var findings: [Finding] = []
    /// How many findings there were beyond those that are kept.
    package var findingsLeftOut = 0
  }

  /// Something that should not be.
  package struct Finding: Sendable, Hashable {
    /// The kind, such as `journal_gap`.
    package var code: String
    /// The number of the instance; nil where it concerns none.
    package var number: InstanceID?
    /// The public id of the instance, as far as it can be read.
    package var instance: String?
    /// What is the matter, as one clause.
    package var message: String
  }

  /// How many findings are kept: more say nothing new.
  private static let findingsMax = 1000
  /// How many instances are read at one moment: a log cannot be reset while somebody reads.
  private static let partMax: Int64 = 256

  private let readers: [any StoreInspection]

  /// Makes a checkup.
  /// - Parameter readers: views of one store; so many instances are looked at side by side.
  package init(_ readers: [any StoreInspection]) { self.readers = readers }

  /// Looks at everything.
  /// - Throws: ``StoreError`` where the store cannot be read at all.
  package func run() async throws(StoreError) -> Report {
    var report = Report()
    guard let first = readers.first else { return report }
    report.add(try first.faults().map { Finding($0, uid: nil) })
    report.add(try AuditCheck.findings(first).map { Finding($0, uid: nil) })
    let last = try first.highestInstance()
    let next = Counter()
    let parts = await withTaskGroup(of: Result<Report, StoreError>.self) { group in
      for reader in readers {
        group.addTask {
          Result { () throws(StoreError) in try Self.run(reader, until: last, next) }
        }
      }
      var parts: [Result<Report, StoreError>] = []
      for await part in group { parts.append(part) }
      return parts
    }
    for part in parts { report.add(try part.get()) }
    report.sort()
    return report
  }

  /// Takes one part after the other, as long as there are any.
  private static func run(
    _ reader: any StoreInspection, until last: Int64, _ next: Counter
  ) throws(StoreError) -> Report {
    var report = Report()
    var replay = JournalCheck(reader)
    while true {
      let start = Int64(next.take()) * partMax + 1
      guard start <= last else { return report }
      let part = try reader.inspect(start...min(start + partMax - 1, last))
      report.add(part.faults.map { Finding($0, uid: nil) })
      for instance in part.instances {
        report.instances += 1
        report.add(try replay.findings(instance.row, instance.journal))
      }
    }
  }

  /// Numbers the parts.
  private final class Counter: Sendable {
    private let value = Atomic(0)

    func take() -> Int { value.wrappingAdd(1, ordering: .relaxed).oldValue }
  }
}

extension Checkup.Finding {
  init(_ fault: StoreFault, uid: String?) {
    self.init(code: fault.code, number: fault.instance, instance: uid, message: fault.message)
  }
}

extension Checkup.Report {
  fileprivate mutating func add(_ more: [Checkup.Finding]) {
    let room = Checkup.room(for: findings.count)
    findings += more.prefix(room)
    findingsLeftOut += max(0, more.count - room)
  }

  fileprivate mutating func add(_ part: Checkup.Report) {
    instances += part.instances
    findingsLeftOut += part.findingsLeftOut
    add(part.findings)
  }

  /// The order of the work is chance, that of the report is not.
  fileprivate mutating func sort() {
    findings.sort { left, right in
      (left.number?.number ?? 0, left.code, left.message) < (right.number?.number ?? 0, right.code, right.message)
    }
  }
}

extension Checkup {
  fileprivate static func room(for count: Int) -> Int { max(0, findingsMax - count) }
}
