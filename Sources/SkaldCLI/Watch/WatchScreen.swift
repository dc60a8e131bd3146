import SkaldValue
import Synchronization

/// A view on a terminal, drawn over itself.
final class WatchScreen: Sendable {
  /// The columns of a terminal that does not say how many it has.
  private static let widthUsual = 80

  private let state = Mutex((view: WatchView(), drawn: 0))
  private let now: @Sendable () -> Timestamp
  private let width: Int

  /// - Parameter now: The time up to which what goes on is drawn.
  init(now: @escaping @Sendable () -> Timestamp) {
    self.now = now
    width = Environment["COLUMNS"].flatMap { Int($0) } ?? Self.widthUsual
  }

  /// Takes up an entry, and draws what it makes of the view.
  func take(_ entry: JSON) {
    state.withLock { $0.view.take(entry) }
    draw()
  }

  /// Draws the view over what was drawn before: time goes by without entries, too.
  func draw() {
    let text = state.withLock { state in
      let lines = state.view.lines(now: now(), width: width, isColourful: true)
      let back = state.drawn > 0 ? "\u{1B}[\(state.drawn)A" : ""
      state.drawn = lines.count
      return back + "\u{1B}[J" + lines.joined(separator: "\n") + "\n"
    }
    Console.out(bytes: Array(text.utf8))
  }
}
