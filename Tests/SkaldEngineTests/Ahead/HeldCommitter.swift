import SkaldRuntime

@testable import SkaldEngine

/// Commits when it is told to, or when somebody waits for it: the time between the two is the test's.
final class HeldCommitter: Committer {
  private var held: (rows: CommitBatch, store: any Store)?
  private var error: StoreError?
  /// How many commits began.
  private(set) var count = 0

  func begin(_ rows: CommitBatch, in store: any Store) {
    precondition(held == nil, "one commit at a time")
    held = (rows, store)
    error = nil
    count += 1
  }

  var isOver: Bool { held == nil }

  func outcome() -> StoreError? {
    guard let (rows, store) = held else { return error }
    held = nil
    do throws(StoreError) {
      try store.commit(rows)
    } catch {
      self.error = error
    }
    return error
  }

  /// Forgets a commit that has not begun in earnest, as a killed process does.
  func drop() { held = nil }
}
