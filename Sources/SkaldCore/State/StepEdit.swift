import SkaldValue

/// What operators changed of one step. Few steps have one, so that it stands beside the records and not in each.
struct StepEdit: Sendable, Hashable {
  /// The step's record.
  let record: RecordID
  /// Other arguments for the action; nil where they are computed.
  var input: JSON?
  /// Other arguments for the undo call that runs; nil where they are computed.
  var undoInput: JSON?
  /// How often the call was made anew, under keys of its own.
  var generation = 0
  /// Whether the step succeeded before it was gone back to: what followed from its success does not happen twice.
  var isRepeated = false
}

extension SagaState {
  /// What was changed of a step; nil where nothing was.
  func edit(of id: RecordID) -> StepEdit? {
    edits.isEmpty ? nil : edits.first { $0.record == id }
  }

  /// Changes what is changed of a step.
  mutating func change(_ id: RecordID, _ body: (inout StepEdit) -> Void) {
    let index = edits.firstIndex { $0.record == id }
    if let index { return body(&edits[index]) }
    var edit = StepEdit(record: id)
    body(&edit)
    edits.append(edit)
  }
}
