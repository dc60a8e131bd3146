import SkaldEngine
import SkaldValue

/// The times of simulations.
enum VirtualTime {
  /// When they begin.
  static let start = VirtualRun.epoch
}
