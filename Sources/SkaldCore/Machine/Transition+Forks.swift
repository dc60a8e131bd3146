import JSONSchema
import SkaldValue

extension Transition {
  /// How many rounds a loop without a limit of its own may have: it is a loop for ever otherwise.
  static var roundsMax: Int { 100_000 }
  /// How many items one list may have: each is a record in memory and in the journal.
  static var itemsMax: Int { 10_000 }

  /// The fork of a record; nil where it is none.
  func fork(_ id: RecordID) -> Fork? {
    guard let node = state[id].node, case .fork(let fork) = program.nodes[node.index].instruction else { return nil }
    return fork
  }

  /// Reaches a fork: begins its frames.
  mutating func begin(_ fork: Fork, _ id: RecordID) {
    let parent = state[id].frame
    var new = ForkState()
    if case .items(_, let items) = fork.body {
      guard let list = list(of: items, id, parent) else { return }
      guard let labels = labels(of: list, items, id, parent) else { return }
      (new.items, new.labels) = (list, labels)
    }
    state[id].fork = state.forks.count
    state.forks.append(new)
    state[id].status = .running
    state.frames[parent].trail.append(id)
    record(.entered(id))
    switch fork.body {
    case .branches(let regions, _): regions.forEach { begin($0, of: id) }
    case .items(let region, let items): beginItems(region, items, of: id)
    case .rounds(let region, _): begin(region, of: id, index: 0)
    case .scope(let region): begin(region, of: id)
    case .saga(let region, let subSaga): begin(region, of: id, subSaga)
    // They begin with events.
    case .reactions: return
    }
  }

  /// Begins as many items as may run at a time; without any the list is done.
  mutating func beginItems(_ region: RegionID, _ items: Fork.Items, of id: RecordID) {
    guard let place = state[id].fork else { return }
    let running = state.forks[place].frames.count { state.frames[$0].phase == .running }
    var room = max(items.atMost, 1) - running
    while room > 0, state.forks[place].begun < state.forks[place].items.count {
      begin(region, of: id, index: state.forks[place].begun)
      room -= 1
    }
    guard state.forks[place].frames.allSatisfy({ state.frames[$0].phase == .ended }) else { return }
    finish(id, output: output(ofItems: region, id))
  }

  /// Begins one frame.
  @discardableResult
  mutating func begin(_ region: RegionID, of id: RecordID, index: Int? = nil, label: String? = nil) -> Int {
    guard let place = state[id].fork else { return 0 }
    var frame = Frame()
    frame.owner = id
    frame.parent = state[id].frame
    frame.block = state.frames[frame.parent].block
    frame.index = index
    if let index {
      frame.block = addBlock(program.region(region), index, label, place, in: frame.block)
      if state.forks[place].items.indices.contains(index) { frame.item = state.forks[place].items[index] }
    }
    let slot = state.freeFrames.popLast() ?? state.frames.count
    if slot == state.frames.count { state.frames.append(frame) } else { state.frames[slot] = frame }
    state.forks[place].frames.append(slot)
    state.forks[place].begun += 1
    go(slot, to: program.region(region).entry)
    return slot
  }

  /// Gives a round or an item records of its own.
  private mutating func addBlock(
    _ region: Region, _ index: Int, _ label: String?, _ fork: Int, in parent: Int
  ) -> Int {
    let labels = state.forks[fork].labels
    let own = label ?? "#" + (labels.indices.contains(index) ? labels[index] : "\(index)")
    state.blocks.append(
      Block(
        parent: parent, first: region.firstStep.index, label: state.label(of: parent) + own,
        records: Array(repeating: StepState(), count: region.stepCount)))
    return state.blocks.count
  }

  /// Begins a sub-saga: its input is computed, its entities are entered.
  private mutating func begin(_ region: RegionID, of id: RecordID, _ subSagaID: SubSagaID) {
    let subSaga = program.subSaga(subSagaID)
    let title = title(id)
    guard let input = value(of: subSaga.arguments, for: title, in: state[id].frame) else { return block(id) }
    if let violation = subSaga.input.violations(of: input).first {
      return block(id, kind: "bad_input", message: "\(violation.path): \(violation.message)")
    }
    let frame = begin(region, of: id)
    state.frames[frame].subSaga = SubSagaState(id: subSagaID, input: input, key: nil, startedAt: at)
    guard let keys = entityKeys(of: subSaga, frame, title) else {
      state.frames[frame].position = nil
      return block(id)
    }
    if !held.isEmpty, let found = firstHeld(of: subSaga, keys) { return giveUp(frame, of: id, found) }
    for (use, key) in zip(subSaga.entities, keys) {
      let place = self.place(of: use.entity, key) ?? enter(use.entity, id: key)
      state.frames[frame].subSaga?.entities.append(place)
    }
  }

  /// Computes a sub-saga's key and which entities it moves; nil where an expression gave no value.
  private mutating func entityKeys(of subSaga: SubSaga, _ frame: Int, _ title: String) -> [JSON]? {
    if let template = subSaga.key {
      guard let key = value(of: template, for: title, in: frame) else { return nil }
      state.frames[frame].subSaga?.key = Template.text(of: key)
    }
    var keys: [JSON] = []
    for use in subSaga.entities {
      guard let key = value(of: use.id, for: title, in: frame) else { return nil }
      keys.append(key)
    }
    return keys
  }

  private func place(of entity: EntityID, _ key: JSON) -> Int? {
    state.entities.firstIndex { $0.entity == entity && $0.id == key }
  }

  /// The first entity of a sub-saga that another instance holds; those that this one entered are its own.
  private func firstHeld(of subSaga: SubSaga, _ keys: [JSON]) -> HeldEntity? {
    for (use, key) in zip(subSaga.entities, keys) where place(of: use.entity, key) == nil {
      let name = program.entities[use.entity.index].name
      if let found = held.first(where: { $0.entity == name && $0.id == key }) { return found }
    }
    return nil
  }

  /// A sub-saga cannot begin: its step fails, and nothing of the sub-saga happened.
  private mutating func giveUp(_ frame: Int, of id: RecordID, _ found: HeldEntity) {
    if let place = state[id].fork { state.forks[place].frames.removeAll { $0 == frame } }
    // The place is not used again: it still stands in the queue of what is ready.
    state.frames[frame] = Frame(phase: .undone)
    let failure = Failure(code: Failure.entityLocked, step: name(id), message: found.message)
    endFork(id, failure)
    fail(failure, in: state[id].frame)
  }

  private mutating func list(of items: Fork.Items, _ id: RecordID, _ frame: Int) -> [JSON]? {
    guard let value = value(of: .expression(items.list), for: title(id), in: frame) else {
      block(id)
      return nil
    }
    guard let list = value.array, list.count <= Self.itemsMax else {
      let message =
        value.array == nil
        ? "`\(items.list.source)` is no list" : "a list may have at most \(Self.itemsMax) items"
      block(id, kind: "bad_expression", message: message)
      return nil
    }
    return list
  }

  /// What tells the items from each other: their keys, or their places.
  private mutating func labels(of list: [JSON], _ items: Fork.Items, _ id: RecordID, _ frame: Int) -> [String]? {
    guard let key = items.key else { return [] }
    var labels: [String] = []
    // The key is an expression over the item: it is computed as if the item's frame stood here.
    let outer = state.frames[frame]
    defer { state.frames[frame] = outer }
    for (index, item) in list.enumerated() {
      (state.frames[frame].item, state.frames[frame].index) = (item, index)
      guard let value = value(of: .expression(key), for: title(id), in: frame) else {
        block(id)
        return nil
      }
      labels.append(Self.escaped(Template.text(of: value)))
    }
    let sorted = labels.sorted()
    if let double = zip(sorted, sorted.dropFirst()).first(where: { $0 == $1 })?.0 {
      block(id, kind: "bad_expression", message: "two items have the key `\(double)`")
      return nil
    }
    return labels
  }

  /// A key as it may stand in an idempotency key: what separates its parts, and what headers may not hold, is escaped.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      let isPlain = byte > 0x20 && byte < 0x7F && !"#:%/".utf8.contains(byte)
      bytes += isPlain ? [byte] : [0x25, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
