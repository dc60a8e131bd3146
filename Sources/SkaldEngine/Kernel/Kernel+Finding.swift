import SkaldCore
import SkaldRuntime

extension Kernel {
  /// What a public id stands for.
  enum FoundInstance {
    /// An instance that is live, or ended a moment ago.
    case live(LiveInstance)
    /// One that has ended.
    case ended(Status)
    /// None.
    case nowhere
  }

  /// The instance of a public id.
  func find(_ uid: String) throws(StoreError) -> FoundInstance {
    guard let id = mint.instance(of: uid) else { return .nowhere }
    if let instance = try instance(id) { return instance.state.start.uid == uid ? .live(instance) : .nowhere }
    guard let row = try storedRow(id), mint.uid(of: row.id, startedAt: row.startedAt) == uid else {
      return .nowhere
    }
    return .ended(row.status)
  }

  /// The row of an instance, also what is left of one that was archived.
  private func storedRow(_ id: InstanceID) throws(StoreError) -> InstanceRow? {
    if let row = try reader.instance(id) { return row }
    return try reader.archived(id)
  }

  static func unknown(_ uid: String) -> EngineError {
    EngineError(code: .unknownInstance, message: "there is no instance `\(uid)`")
  }

  static func ended(as status: Status) -> EngineError {
    guard status.isTerminal else {
      return EngineError(code: .notPossible, message: "the definition of the instance cannot be read")
    }
    return EngineError(code: .alreadyEnded, message: "the instance has ended as \(status.rawValue)")
  }
}
