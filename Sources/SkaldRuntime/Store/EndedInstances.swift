internal import SkaldCore
package import SkaldValue

/// A stretch of the instances in the order of their numbers: those among them that ended long enough ago.
public struct EndedInstances: Sendable {
  /// The instances, oldest first.
  public let instances: [InstanceRow]
  /// Where the next stretch begins; nil where no further instance can have ended by then.
  public let next: InstanceID?

  /// Chooses from a stretch.
  /// - Parameters:
  ///   - stretch: The instances that follow a number, in order.
  ///   - open: Those of them that have an open incident: somebody still has to look at them.
  ///   - time: When the last of those chosen may have ended.
  ///   - count: How many a whole stretch has.
  package init(of stretch: [InstanceRow], withIncidents open: Set<InstanceID>, until time: Timestamp, among count: Int)
  {
    instances = stretch.filter { $0.status.isTerminal && $0.updatedAt <= time && !open.contains($0.id) }
    // Numbers are given in the order of time: behind one that began later, all began later.
    let isOver = stretch.count < count || stretch.contains { $0.startedAt > time }
    next = isOver ? nil : stretch.last?.id
  }
}
