public import SkaldValue

extension SagaState {
  /// The records whose questions wait for a person's answer.
  public func openQuestions(_ program: SagaProgram) -> [RecordID] {
    guard status == .running else { return [] }
    return frames.compactMap { frame in
      guard frame.phase == .running, let position = frame.position,
        case .wait(let wait) = program.node(position).instruction, case .answer = wait.expectation
      else { return nil }
      return record(of: wait.step, from: frame.block)
    }
  }

  /// The question that a record waits for the answer of; nil where it waits for none.
  public func question(_ id: RecordID, _ program: SagaProgram) -> Wait.Question? {
    guard has(id), let node = self[id].node, case .wait(let wait) = program.node(node).instruction,
      frames[self[id].frame].position == node, case .answer(let question) = wait.expectation
    else { return nil }
    return question
  }

  /// The records that wait for an event or an answer.
  public func openWaits(_ program: SagaProgram) -> [RecordID] {
    guard status == .running else { return [] }
    return frames.compactMap { frame in
      guard frame.phase == .running, let position = frame.position,
        case .wait(let wait) = program.node(position).instruction
      else { return nil }
      return record(of: wait.step, from: frame.block)
    }
  }

  /// Whether a question of that name was answered with this.
  public func hasAnswer(_ answer: JSON, to question: String, _ program: SagaProgram) -> Bool {
    for node in program.nodes {
      guard case .wait(let wait) = node.instruction, case .answer = wait.expectation else { continue }
      for block in 0...blocks.count {
        let id = RecordID(wait.step, block: block)
        guard has(id), self[id].status == .succeeded, self[id].output == answer else { continue }
        if title(of: id, program) == question { return true }
      }
    }
    return false
  }

  /// The open questions as the API gives them: the name, who is asked, what they are shown, until when.
  func questionList(_ program: SagaProgram) -> JSON {
    .array(
      openQuestions(program).map { id in
        var entry = JSONObject([("name", .string(title(of: id, program)))])
        let question = question(id, program)
        entry["who"] = text(question?.who, id, program)
        entry["show"] = text(question?.show, id, program)
        entry["until"] = self[id].due.map { .string($0.text) } ?? .null
        return .object(entry)
      })
  }

  private func text(_ template: Template?, _ id: RecordID, _ program: SagaProgram) -> JSON {
    (try? template?.evaluate(program, self, self[id].frame, nil)) ?? .null
  }
}
