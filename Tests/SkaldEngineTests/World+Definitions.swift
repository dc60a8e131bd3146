import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

extension World {
  /// What a checkup of the store finds.
  func findings() async throws -> [Checkup.Finding] {
    try await Checkup([try #require(kernel.reader as? any StoreInspection)]).run().findings
  }

  /// What became of an instance, in a form that is quick to compare.
  enum Outcome: Equatable {
    case done(Int)
    case possible(Int)
    case stays(String)
  }

  func migrate(_ uids: [String]? = nil, from: Int? = nil, to: Int, isDryRun: Bool = false) -> [MigrationOutcome] {
    let ticket = ticket()
    let ids = uids ?? (try? state(1).start.uid).map { [$0] } ?? []
    let order = MigrationOrder(ids: ids, from: from, to: to, isDryRun: isDryRun, reason: "a test", by: "somebody")
    process([.definitions(DefinitionsRequest(saga: "order", .migrate(order), ticket: ticket))])
    guard case .migrated(let outcomes) = replies[ticket] else { return [] }
    return outcomes
  }

  func outcomes(to version: Int, isDryRun: Bool = false) -> [Outcome] {
    migrate(to: version, isDryRun: isDryRun).map { outcome in
      if let obstacle = outcome.obstacle { return .stays(obstacle) }
      return outcome.isMigrated ? .done(outcome.from ?? 0) : .possible(outcome.from ?? 0)
    }
  }

  /// How many live instances follow each version.
  var versions: [Int: Int] {
    let ticket = ticket()
    process([.definitions(DefinitionsRequest(saga: "order", .list, ticket: ticket))])
    guard case .definitions(let stored) = replies[ticket] else { return [:] }
    return Dictionary(uniqueKeysWithValues: stored.map { ($0.program.version, $0.liveCount) })
  }

  func operate(_ verb: String) {
    guard let uid = try? state(1).start.uid else { return }
    process([.operate(OperatorRequest(uid: uid, verb: verb, reason: "a test", by: "somebody", ticket: ticket()))])
  }

  @discardableResult
  func deploy(_ programs: [SagaProgram]) -> Reply? {
    let ticket = ticket()
    process([.deploy(DeployRequest(programs: programs, by: "ann", ticket: ticket))])
    return replies[ticket]
  }

  func delete(_ version: Int, of saga: String = "order") -> Reply? {
    let ticket = ticket()
    process([.definitions(DefinitionsRequest(saga: saga, .delete(version: version, by: "ann"), ticket: ticket))])
    return replies[ticket]
  }
}
