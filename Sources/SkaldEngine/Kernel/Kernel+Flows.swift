import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

extension Kernel {
  /// Has participants of choreographed flows take part in the flow that an event names.
  ///
  /// One whose instance is live has got the event already; for one whose instance has ended it comes too late.
  func takePart(in event: ReceivedEvent) throws(StoreError) -> StartByEvent {
    var outcome = StartByEvent.nothing
    for definition in definitions where definition.isActive && definition.heard.contains(event.name) {
      guard let key = definition.flowKey(of: event) else { continue }
      if let found = try existing(definition, key: key) {
        if mint.instance(of: found.uid).map({ isLive($0) }) != true { lateFlowEvents += 1 }
        if case .nothing = outcome { outcome = .started }
        continue
      }
      guard definition.startedBy.contains(event.name), let input = definition.program.startInput(from: event),
        definition.program.input.accepts(input)
      else { continue }
      let began = try begin(
        definition, input: input, key: key, hash: hashOfInput(input), trigger: event.id, first: event)
      switch began {
      case .began: if case .nothing = outcome { outcome = .started }
      case .lockedOut(let name, _): outcome = .held(name)
      }
    }
    return outcome
  }

  /// Whether a participant hears an event that has not begun yet, and only begins with the first event of the flow.
  func isAwaited(_ event: ReceivedEvent) throws(StoreError) -> Bool {
    for definition in definitions where definition.isActive && definition.heard.contains(event.name) {
      guard !definition.startedBy.contains(event.name), definition.program.participation?.needsStart == true,
        !definition.isEnd(event), let key = definition.flowKey(of: event)
      else { continue }
      if try existing(definition, key: key) == nil { return true }
    }
    return false
  }

  /// Sees to it that a bus begins where it is first used, and not with what was emitted before anybody heard it.
  ///
  /// The place is written even where it is the very beginning: after a crash before the first delivery a bus would
  /// otherwise begin behind what it has to deliver.
  func openBus() throws(StoreError) {
    guard try !reader.cursors().contains(where: { $0.sink == EmbeddedBus.name }) else { return }
    var batch = CommitBatch(time: lastTime)
    batch.cursors.append((EmbeddedBus.name, claim.nextPosition - 1))
    try store.commit(batch)
  }
}

extension Definition {
  /// Whether a flow ends with an event.
  fileprivate func isEnd(_ event: ReceivedEvent) -> Bool {
    guard let part = program.participation else { return false }
    return [part.completed, part.compensated].contains { $0.map { program.event($0).name } == event.name }
  }

  /// The key of the flow that an event belongs to; nil where it carries none.
  fileprivate func flowKey(of event: ReceivedEvent) -> String? {
    guard let field = program.participation?.key, let value = event.data[field] else { return nil }
    return try? program.businessKey(input: .object(JSONObject([(field, value)])))
  }
}
