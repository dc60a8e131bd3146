import JSONSchema
public import SkaldValue

extension SagaProgram {
  /// The event types that are awaited somewhere, each once, with the input field that must equal their key field.
  public var correlations: [(event: EventTypeID, inputField: String)] {
    if let part = participation { return part.events.map { ($0, part.key) } }
    var found: [(event: EventTypeID, inputField: String)] = []
    for node in nodes {
      guard case .wait(let wait) = node.instruction, let awaited = wait.event, let key = event(awaited).key,
        !found.contains(where: { $0.event == awaited })
      else { continue }
      found.append((awaited, key))
    }
    return found
  }

  /// The event types that start an instance. A participant takes part from the first event on that concerns it, unless
  /// it needs what the first of the flow said.
  public var startingEvents: [EventTypeID] {
    guard let part = participation else { return startedBy.map { [$0] } ?? [] }
    if part.needsStart { return [part.starts] }
    return part.events.filter { event in part.reactions.contains { $0.events.contains(event) } }
  }

  /// The input that an event gives to an instance that it starts: its data, by the names of the input; nil where this
  /// event starts none.
  public func startInput(from event: ReceivedEvent) -> JSON? {
    if let part = participation {
      if part.needsStart { return self.event(part.starts).name == event.name ? event.data : nil }
      return event.data[part.key].map { .object(JSONObject([(part.key, $0)])) }
    }
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
