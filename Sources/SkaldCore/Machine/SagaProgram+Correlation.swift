import JSONSchema
public import SkaldValue

extension SagaProgram {
  /// The event types that are awaited somewhere, each once, with the input field that must equal their key field.
  public var correlations: [(event: EventTypeID, inputField: String)] {
    var found: [(event: EventTypeID, inputField: String)] = []
    for node in nodes {
      guard case .wait(let wait) = node.instruction, let awaited = wait.event, let key = event(awaited).key,
        !found.contains(where: { $0.event == awaited })
      else { continue }
      found.append((awaited, key))
    }
    return found
  }

  /// The input that an event gives to an instance that it starts: its data, by the names of the input; nil where this
  /// event starts none.
  public func startInput(from event: ReceivedEvent) -> JSON? {
    guard let startedBy, self.event(startedBy).name == event.name else { return nil }
    guard let schema = input.object else { return event.data }
    return .object(JSONObject(schema.fields.compactMap { field in event.data[field.name].map { (field.name, $0) } }))
  }

  /// The business key of an instance with this input; nil where the definition has none.
  /// - Throws: a failure where the expression gives no value.
  public func businessKey(input: JSON) throws(Failure) -> String? {
    guard let key else { return nil }
    let start = Start(uid: "", key: nil, input: input)
    let state = SagaState(start: start, at: Timestamp(milliseconds: 0), steps: steps.count)
    do throws(EvaluationFailure) {
      return Template.text(of: try key.evaluate(self, state, 0, nil))
    } catch {
      throw Failure(code: "bad_expression", step: "", message: error.message)
    }
  }
}

extension SagaState {
  /// Whether an event concerns this instance: some wait is for its type, and its key field equals the input's field of
  /// the same name.
  public func wants(_ event: ReceivedEvent, _ program: SagaProgram) -> Bool {
    program.correlations.contains { correlation in
      program.event(correlation.event).name == event.name
        && event.data[correlation.inputField] != nil
        && event.data[correlation.inputField] == start.input[correlation.inputField]
    }
  }
}
