/// Something that must hold of every story that a saga can tell.
public struct Property: Sendable, Hashable {
  /// The code, such as `SKV02`.
  public let code: String
  /// The fault, in the words that people use for it.
  public let name: String
  /// What must hold, in one sentence.
  public let summary: String

  /// Every story can still come to an end without anybody deciding something.
  public static let strandedSaga = Property(
    code: "SKV01", name: "stranded-saga",
    summary: "From every state an end is reachable without a person who decides what is to be given up.")
  /// What a compensated saga did is undone.
  public static let effectLeft = Property(
    code: "SKV02", name: "effect-left-behind",
    summary: "A compensated saga leaves no effect, and no request on its way that could still have one.")
  /// What a completed saga did is done once.
  public static let effectMissing = Property(
    code: "SKV03", name: "effect-missing",
    summary: "In a completed saga each step that was taken took effect exactly once, and nothing that was undone did.")
  /// No effect happens twice.
  public static let repeatedEffect = Property(
    code: "SKV04", name: "repeated-effect", summary: "No action takes effect twice, and none is undone twice.")
  /// No undo happens twice.
  public static let repeatedUndo = Property(
    code: "SKV04", name: "repeated-undo", summary: "No action takes effect twice, and none is undone twice.")
  /// No action takes effect behind its undo.
  public static let actionAfterUndo = Property(
    code: "SKV05", name: "action-after-undo", summary: "No action takes effect after its undo.")
  /// Nothing is undone behind the point of no return.
  public static let undoPastPivot = Property(
    code: "SKV06", name: "undo-past-pivot",
    summary: "Nothing is undone once the pivot took effect, or may still take effect.")
  /// Undo goes backwards.
  public static let undoOrder = Property(
    code: "SKV07", name: "undo-out-of-order", summary: "What came later is undone first.")
  /// Locks are given back.
  public static let lockKept = Property(
    code: "SKV08", name: "lock-kept", summary: "No entity is in a locked state at an end.")
  /// Events are heard.
  public static let eventLost = Property(
    code: "SKV09", name: "event-lost",
    summary: "Each participant of a flow comes to its end, and all to the same one.")
  /// Entities follow their table.
  public static let illegalTransition = Property(
    code: "SKV10", name: "illegal-transition", summary: "An entity moves only as its table allows.")
  /// Something always goes on.
  public static let deadEnd = Property(
    code: "SKV11", name: "dead-end",
    summary: "A saga that is not at its end has a call on its way, a timer, a wait, or an open incident.")
  /// Once faults stop, it ends.
  public static let endlessStory = Property(
    code: "SKV13", name: "endless-story", summary: "Once faults stop, every story ends.")
  /// The same events give the same state.
  public static let unrepeatable = Property(
    code: "SKV14", name: "unrepeatable", summary: "The same events lead to the same state and the same calls.")

  /// Every property that is looked at, in order.
  public static let all = [
    strandedSaga, effectLeft, effectMissing, repeatedEffect, repeatedUndo, actionAfterUndo, undoPastPivot, undoOrder,
    lockKept, eventLost, illegalTransition, deadEnd, endlessStory, unrepeatable,
  ]
}

/// A property that does not hold, and of what.
struct Violation: Sendable, Hashable {
  /// The property.
  let property: Property
  /// The record at fault; nil for the whole saga.
  let place: Place?
  /// What is wrong, where the property does not say all.
  let detail: String

  /// Names what does not hold.
  init(_ property: Property, _ place: Place?, _ detail: String = "") {
    self.property = property
    self.place = place
    self.detail = detail
  }
}
