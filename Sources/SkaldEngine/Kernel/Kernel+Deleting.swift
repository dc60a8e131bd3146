import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Forgets a version that nothing follows, and with which no journal is read.
  func delete(_ version: Int, of saga: String, _ stored: [Definition], by actor: String) throws(StoreError) -> Reply {
    let doomed = stored.filter { $0.program.version == version }
    guard !doomed.isEmpty else {
      return .refused(Self.unknownVersion(version, of: saga, known: stored.map(\.program.version)))
    }
    if doomed.contains(where: \.isActive) {
      return .refused(Self.inUse("new instances follow version \(version) of `\(saga)`: take another into use first"))
    }
    let count = doomed.reduce(0) { $0 + $1.tally.live }
    // What the running batch changed is not in the store yet.
    guard count == 0, !touched.contains(where: { instance in doomed.contains { $0 === instance.definition } }) else {
      return .refused(Self.inUse("\(max(count, 1)) live instances follow version \(version) of `\(saga)`"))
    }
    do throws(StoreError) {
      for id in try store.drop(saga: saga, version: version) { placeOfDefinition[id] = nil }
    } catch {
      guard error.code == .definitionInUse else { throw error }
      return .refused(Self.inUse(error.message))
    }
    for definition in doomed { definition.isGone = true }
    audit("delete-definition", of: saga, by: actor, detail: ["version": .int(Int64(version))])
    return .decided
  }

  private static func inUse(_ message: String) -> EngineError { EngineError(code: .definitionInUse, message: message) }
}
