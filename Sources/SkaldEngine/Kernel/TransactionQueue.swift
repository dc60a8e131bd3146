import SkaldCore
import SkaldRuntime

/// The calls that are carried out in the kernel's own commits, once it is durable that they are to be made.
struct TransactionQueue {
  struct Entry {
    let instance: InstanceID
    let call: HandlerCall
    let handler: any TransactionHandler
    /// Why it must not be run again: it ended the transaction that it shared with others.
    var fault: String?
  }

  /// How many run in one batch: some milliseconds of work, so that whatever else is queued need not wait long.
  static let batchMax = 128

  private var due: ArraySlice<Entry> = []
  /// Those that the running batch made; due once it is durable.
  private var noted: [Entry] = []
  /// How many of those due the running batch has taken.
  private var taken = 0

  var isDue: Bool { !due.isEmpty }

  mutating func note(_ entry: Entry) { noted.append(entry) }

  /// Those whose turn it is in the running batch.
  mutating func takeTurn() -> ArraySlice<Entry> {
    taken = min(due.count, Self.batchMax)
    return due.prefix(taken)
  }

  /// Never runs the handler of a place in the turn again.
  mutating func blame(_ place: ArraySlice<Entry>.Index, _ fault: String) { due[place].fault = fault }

  /// The batch is durable.
  mutating func keep() {
    due = due.dropFirst(taken)
    due += noted
    noted.removeAll(keepingCapacity: true)
    taken = 0
  }

  /// Nothing of the batch was kept.
  mutating func goBack() {
    noted.removeAll(keepingCapacity: true)
    taken = 0
  }
}
