import SkaldCore
import SkaldRuntime
import SkaldValue

/// Which instances are to follow another version of their saga.
package struct MigrationOrder: Sendable {
  /// The public ids: few enough not to hold up whatever else is in the commit.
  package var ids: [String]
  /// The version that they must follow; nil for any.
  package var from: Int?
  /// The version that they are to follow.
  package var to: Int
  /// Whether it is only said what would happen.
  package var isDryRun: Bool
  /// Why.
  package var reason: String
  /// Who asks.
  package var by: String
}

extension Kernel {
  /// Lets the instances follow another version, each for itself; those that cannot stay as they are.
  func migrate(_ order: MigrationOrder, of saga: String, _ stored: [Definition]) throws(StoreError) -> Reply {
    let versions = stored.filter { $0.program.version == order.to }
    guard let target = versions.first(where: \.isActive) ?? versions.last else {
      return .refused(Self.unknownVersion(order.to, of: saga, known: Set(stored.map(\.program.version)).sorted()))
    }
    var migrations: [Int32: Migration] = [:]
    var outcomes: [MigrationOutcome] = []
    for uid in order.ids {
      outcomes.append(try migrate(uid, order, to: target, of: saga, &migrations))
    }
    return .migrated(outcomes)
  }

  private func migrate(
    _ uid: String, _ order: MigrationOrder, to target: Definition, of saga: String,
    _ migrations: inout [Int32: Migration]
  ) throws(StoreError) -> MigrationOutcome {
    var outcome = MigrationOutcome(id: uid)
    let instance: LiveInstance
    switch try find(uid) {
    case .live(let found): instance = found
    case .ended(let status):
      outcome.obstacle = "it has ended as \(status.rawValue)"
      return outcome
    case .nowhere:
      outcome.obstacle = "there is no such instance"
      return outcome
    }
    let old = instance.definition
    outcome.from = old.program.version
    outcome.obstacle = Self.obstacle(instance, order, of: saga)
    if outcome.obstacle == nil {
      let migration = migrations[old.index] ?? Migration(from: old.program, to: target.program)
      migrations[old.index] = migration
      outcome.obstacle = instance.withState { migration.obstacle(for: $0) }
    }
    if outcome.obstacle == nil, !order.isDryRun {
      try adopt(target, instance, reason: order.reason, by: order.by)
      audit(
        "migrate", of: uid, by: order.by, reason: order.reason,
        detail: ["from": .int(Int64(old.program.version)), "to": .int(Int64(target.program.version))])
      outcome.isMigrated = true
    } else if !instance.isTouched, instance.standing?.rest != nil {
      // It was loaded to be looked at; its turn to be let go comes as if it had just come to rest.
      resting.append(.init(instance: instance.id.number, sequence: instance.sequence))
    }
    return outcome
  }

  /// What stands against it before the two versions are compared.
  private static func obstacle(_ instance: LiveInstance, _ order: MigrationOrder, of saga: String) -> String? {
    let program = instance.definition.program
    guard program.name == saga else { return "it is an instance of `\(program.name)`" }
    guard program.version != order.to else { return "it follows version \(order.to) already" }
    if let from = order.from, from != program.version { return "it follows version \(program.version)" }
    guard instance.stored.program.version == program.version else { return "it changed its version in this moment" }
    return nil
  }
}
