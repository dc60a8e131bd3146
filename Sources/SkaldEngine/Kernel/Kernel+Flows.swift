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

  /// Whether somebody in this engine hears an event of this name.
  package func hears(_ name: String) -> Bool {
    definitions.contains { $0.isActive && ($0.heard.contains(name) || $0.startedBy.contains(name)) }
      || eventKeys[name] != nil && definitions.contains { $0.correlations.contains { $0.event == name } }
  }
}

extension Definition {
  /// The key of the flow that an event belongs to; nil where it carries none.
  fileprivate func flowKey(of event: ReceivedEvent) -> String? {
    guard let field = program.participation?.key, let value = event.data[field] else { return nil }
    return try? program.businessKey(input: .object(JSONObject([(field, value)])))
  }
}
