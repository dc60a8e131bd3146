import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension SagaEngine {
  /// Which instances are to follow which version.
  public struct MigrationPlan: Sendable {
    /// The saga's name.
    public var saga: String
    /// The version that they must follow now; nil for any.
    public var from: Int?
    /// The version that they are to follow; nil for the one that new instances follow.
    public var to: Int?
    /// The instances; nil for all live ones that ``condition`` finds.
    public var ids: [String]?
    /// A condition as the list of instances takes it; nil for all.
    public var condition: String?
    /// Whether it is only said what would happen.
    public var isDryRun = false
    /// Why, for the histories.
    public var reason: String
    /// Who does it, for the histories.
    public var by: String

    /// Plans to let all live instances of a saga follow the version that new ones follow.
    public init(saga: String, reason: String, by: String) {
      self.saga = saga
      self.reason = reason
      self.by = by
    }
  }

  /// How many instances one plan is about at most: more would most likely be a condition that says less than was meant.
  static let migratedMax = 10_000
  /// How many are looked at in one go of the owner.
  private static let migratedAtOnce = 64

  /// Lets instances follow another version of their saga, each for itself, where nothing that they reached changed.
  ///
  /// What an instance did is undone as the version says under which it was done, which is the same in both.
  /// - Returns: the version, and what became of each.
  /// - Throws: ``EngineError`` with the codes `unknown_saga`, `unknown_version`, `input_invalid`, `store_failed`.
  public func migrate(
    _ plan: MigrationPlan
  ) async throws(EngineError) -> (version: Int, outcomes: [MigrationOutcome]) {
    let target = try await target(of: plan)
    let ids: [String]
    if let named = plan.ids { ids = named } else { ids = try await found(by: plan, to: target) }
    guard ids.count <= Self.migratedMax else { throw Self.tooMany }
    var outcomes: [MigrationOutcome] = []
    for start in stride(from: 0, to: ids.count, by: Self.migratedAtOnce) {
      let some = Array(ids[start..<min(start + Self.migratedAtOnce, ids.count)])
      let order = MigrationOrder(
        ids: some, from: plan.from, to: target, isDryRun: plan.isDryRun, reason: plan.reason, by: plan.by)
      switch await ask(plan.saga, .migrate(order)) {
      case .migrated(let more): outcomes += more
      case .refused(let error): throw error
      default: throw Self.confused
      }
    }
    return (target, outcomes)
  }

  private func target(of plan: MigrationPlan) async throws(EngineError) -> Int {
    let stored = try await storedDefinitions(of: plan.saga)
    let versions = stored.map(\.program.version)
    for version in [plan.from, plan.to].compactMap({ $0 }) where !versions.contains(version) {
      throw Kernel.unknownVersion(version, of: plan.saga, known: versions)
    }
    guard let target = plan.to ?? stored.first(where: \.isActive)?.program.version else {
      throw Self.invalid("to", "say a version: new instances follow none")
    }
    return target
  }

  /// The live instances that a condition finds, as far as they follow another version.
  private func found(by plan: MigrationPlan, to target: Int) async throws(EngineError) -> [String] {
    let store = try await store
    let versions: [DefinitionID: Int]
    do throws(StoreError) {
      versions = Dictionary(uniqueKeysWithValues: try store.reader.definitions().map { ($0.id, $0.program.version) })
    } catch {
      throw .store(error)
    }
    var query = InstanceQuery(saga: plan.saga, limit: 500)
    query.statuses = [.running, .compensating]
    var ids: [String] = []
    var next: String?
    repeat {
      let page = try await instances(query, where: plan.condition, after: next)
      for (id, row) in zip(page.ids, page.instances) {
        let version = versions[row.definition]
        if version != target, plan.from == nil || plan.from == version { ids.append(id) }
      }
      guard ids.count <= Self.migratedMax else { throw Self.tooMany }
      next = page.next
    } while next != nil
    return ids
  }

  private static var tooMany: EngineError {
    invalid("where", "it is about more than \(migratedMax) instances; say more of them")
  }
}
