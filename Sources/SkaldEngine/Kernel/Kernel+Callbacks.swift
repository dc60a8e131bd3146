import SkaldCore
import SkaldRuntime

extension Kernel {
  /// Takes the answer of a call whose handler said that it comes later, also where that was not heard yet.
  func callBack(_ request: CallbackRequest) throws(StoreError) {
    actions.append(.reply(request.ticket, try reply(to: request)))
  }

  private func reply(to request: CallbackRequest) throws(StoreError) -> Reply {
    guard let (uid, call) = tokens.call(of: request.token) else { return .refused(Self.unknownCallback) }
    switch try find(uid) {
    case .live(let instance):
      guard instance.state.has(call.record) else { return .refused(Self.unknownCallback) }
      if instance.state.status.isTerminal { return .refused(Self.ended(as: instance.state.status)) }
      return .calledBack(counts: try !reduce(instance, .answered(call, request.result)).isEmpty)
    case .ended(let status):
      if let id = mint.instance(of: uid) { try noteLate(id, call, request.result) }
      return .refused(Self.ended(as: status))
    case .nowhere: return .refused(Self.unknownCallback)
    }
  }

  /// An answer for an instance that has ended changes nothing, but its history tells of it: what it says may have
  /// happened after everything was undone.
  func noteLate(_ id: InstanceID, _ call: CallID, _ result: CallResult) throws(StoreError) {
    try noteLate(id, .answered(call, result))
  }

  /// Adds to the history of an instance that has ended.
  func noteLate(_ id: InstanceID, _ kind: SagaEvent.Kind) throws(StoreError) {
    if late[id.number] == nil { late[id.number] = try ended(id) }
    guard let instance = late[id.number] else { return }
    let event = SagaEvent(at: now, kind)
    guard !instance.definition.machine.reduce(&instance.state, event).isEmpty else { return }
    instance.sequence += 1
    batch.journal.append(
      JournalRow(
        position: nextPosition, instance: id, sequence: instance.sequence, event: event, emitted: []))
    nextPosition += 1
  }

  private func ended(_ id: InstanceID) throws(StoreError) -> LiveInstance? {
    guard let row = try reader.instance(id), let place = placeOfDefinition[row.definition] else { return nil }
    return try load(id, definitions[Int(place)])
  }

  private static var unknownCallback: EngineError {
    EngineError(code: .unknownCallback, message: "this is no token of a call that can be answered")
  }
}
