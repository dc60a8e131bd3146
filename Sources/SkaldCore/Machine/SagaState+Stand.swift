/// Where an instance stands, for those who look for instances.
public struct Stand: Sendable, Hashable {
  /// The step that fails, is undone or is waited for; nil while the instance simply goes on, and once it ended.
  public var record: RecordID?
  /// Whether the step has failed at least once, and waits for its next attempt or for somebody.
  public var isFailing: Bool
  /// The code of the last failure: of the step where it fails, otherwise of the instance; nil where nothing failed.
  public var code: String?
}

extension SagaState {
  /// Where the instance stands. What fails comes first, then what is first in the order of its parts.
  public func stand(_ program: SagaProgram) -> Stand {
    var stand = Stand(record: nil, isFailing: false, code: failure?.code)
    guard !status.isTerminal else { return stand }
    // By their places: a frame taken out of the array is a copy.
    for index in frames.indices {
      switch frames[index].phase {
      case .ended, .undone: continue
      case .running:
        guard let id = standing(frames[index].position, frames[index].block, program) else { continue }
        if self[id].status == .backoff || self[id].status == .blocked {
          return Stand(record: id, isFailing: true, code: self[id].error?.code ?? stand.code)
        }
        if stand.record == nil, self[id].fork == nil { stand.record = id }
      case .undoing:
        for id in frames[index].trail {
          if self[id].undo == .backoff || self[id].undo == .blocked {
            return Stand(record: id, isFailing: true, code: stand.code)
          }
          if stand.record == nil, self[id].undo == .running || self[id].undo == .queued { stand.record = id }
        }
      }
    }
    return stand
  }

  /// The record at which a frame stands.
  private func standing(_ position: NodeID?, _ block: Int, _ program: SagaProgram) -> RecordID? {
    guard let position, let step = program.nodes[position.index].instruction.step else { return nil }
    let id = record(of: step, from: block)
    return has(id) ? id : nil
  }
}
