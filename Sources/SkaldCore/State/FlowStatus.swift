/// Where a choreographed flow stands, put together from what its participants say.
public enum FlowStatus: String, Sendable, Hashable, CaseIterable {
  /// Some participant has not come to the end yet.
  case running
  /// A participant cannot go on before somebody acts.
  case stuck
  /// Every participant came to the end of success.
  case completed
  /// Every participant came to the end of a flow that was undone.
  case compensated
  /// An operator ended a participant, or participants came to different ends.
  case failed

  /// What one participant says.
  public struct Part: Sendable, Hashable {
    /// Its status.
    public var status: Status
    /// Whether it stands still until somebody acts.
    public var isStuck: Bool
    /// Makes a part.
    public init(status: Status, isStuck: Bool) {
      self.status = status
      self.isStuck = isStuck
    }
  }

  /// Puts together what several daemons say, each of its participants.
  public init(merging statuses: [FlowStatus]) {
    let live: [FlowStatus] = [.stuck, .running]
    if let first = live.first(where: { statuses.contains($0) }) {
      self = first
    } else if let first = statuses.first {
      self = statuses.allSatisfy { $0 == first } ? first : .failed
    } else {
      self = .running
    }
  }

  /// Puts the participants' words together; those that never took part say nothing.
  public init(_ parts: [Part]) {
    if parts.contains(where: { $0.isStuck && !$0.status.isTerminal }) {
      self = .stuck
    } else if parts.isEmpty || parts.contains(where: { !$0.status.isTerminal }) {
      self = .running
    } else if parts.allSatisfy({ $0.status == .completed }) {
      self = .completed
    } else if parts.allSatisfy({ $0.status == .compensated }) {
      self = .compensated
    } else {
      self = .failed
    }
  }
}
