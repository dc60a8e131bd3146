/// A step's record in an instance: which step, and in which round of the loops around it.
public struct RecordID: Sendable, Hashable, Comparable {
  /// The step.
  public var step: StepID
  /// The round or the item, as ``SagaState`` counts them; 0 outside of loops.
  public var block: Int

  /// Names the record of a step.
  public init(_ step: StepID, block: Int = 0) {
    self.step = step
    self.block = block
  }

  /// Orders by round, then by step.
  public static func < (left: RecordID, right: RecordID) -> Bool {
    (left.block, left.step) < (right.block, right.step)
  }
}

/// The records of one round of a loop, or of one item.
struct Block: Sendable, Hashable {
  /// The block around it; 0 for the records outside of loops.
  let parent: Int
  /// The first step.
  let first: Int
  /// How idempotency keys and people tell it from others, such as `#2`, with those around it.
  let label: String
  /// The records; none once the round is over and left nothing that could be undone.
  var records: [StepState]

  /// Whether a step has a record here.
  func contains(_ step: StepID) -> Bool { step.index >= first && step.index < first + records.count }
}

extension SagaState {
  /// The record of an id, which must exist.
  public subscript(_ id: RecordID) -> StepState {
    // Lent, not copied: a record holds a dozen references, and most who look want one field.
    @inline(__always) _read {
      if id.block == 0 {
        yield steps[id.step.index]
      } else {
        yield blocks[id.block - 1].records[id.step.index - blocks[id.block - 1].first]
      }
    }
    @inline(__always) _modify {
      if id.block == 0 {
        yield &steps[id.step.index]
      } else {
        yield &blocks[id.block - 1].records[id.step.index - blocks[id.block - 1].first]
      }
    }
  }

  /// Whether there is a record of an id.
  public func has(_ id: RecordID) -> Bool {
    if id.block == 0 { return steps.indices.contains(id.step.index) }
    return blocks.indices.contains(id.block - 1) && blocks[id.block - 1].contains(id.step)
  }

  /// The node that reached a record; nil where none did.
  public func node(of id: RecordID) -> NodeID? { has(id) ? self[id].node : nil }

  /// The innermost record of a step as it is seen from a block.
  func record(of step: StepID, from block: Int) -> RecordID {
    var block = block
    while block != 0, !blocks[block - 1].contains(step) { block = blocks[block - 1].parent }
    return RecordID(step, block: block)
  }

  /// What tells the records of a block from those of others; empty outside of loops.
  func label(of block: Int) -> String { block == 0 ? "" : blocks[block - 1].label }

  /// The name of a record for people: the step's, with the item or the round.
  public func title(of id: RecordID, _ program: SagaProgram) -> String {
    guard id.block != 0, blocks.indices.contains(id.block - 1) else { return program.step(id.step).title }
    return program.step(id.step).title + blocks[id.block - 1].label
  }
}
