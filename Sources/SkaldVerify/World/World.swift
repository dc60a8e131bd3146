import SkaldCore
import SkaldValue

/// Everything at one moment: the saga as the engine knows it, what is on its way, and what services really did.
struct World: Sendable, Equatable {
  /// A request that was sent.
  struct Request: Sendable, Hashable {
    /// The part that sent it.
    let part: Int
    /// Which attempt of which call.
    let id: CallID
    /// The key by which its service recognises a repeat.
    let key: String
    /// Whether the engine waits for the answer no more.
    var isGivenUp = false

    /// The record that it belongs to.
    var place: Place { Place(part: part, record: id.record) }
  }

  /// An event on its way from one participant to another.
  struct Passage: Sendable, Hashable {
    /// Who emitted it; nil for the outside world.
    let source: Int?
    /// Who hears it.
    let hearer: Int
    /// What is said.
    let event: ReceivedEvent
  }

  /// The instances; nil where a participant does not take part yet.
  var instances: [Instance?]
  /// When the last thing happened.
  var now: Timestamp
  /// Requests that may still arrive, in the order in which they were sent.
  var requests: [Request] = []
  /// Events that were not heard yet.
  var passages: [Passage] = []
  /// What the services know and did.
  var ledger = Ledger()
  /// Whether somebody asked to cancel.
  var isCanceled = false
  /// The calls whose service is away: whatever hides an attempt of theirs is the same fault.
  var outages: [Outage] = []
  /// How many faults happened.
  var faults = 0
  /// How many events were emitted: part of their ids.
  var emitted = 0

  /// A call to a service that stays away.
  struct Outage: Sendable, Hashable {
    /// The call's record.
    let place: Place
    /// What the call is for.
    let phase: Phase
  }

  /// When virtual time begins.
  static let epoch = Timestamp(milliseconds: 1_893_456_000_000)

  /// A world in which nothing has happened.
  init(parts: Int) {
    instances = Array(repeating: nil, count: parts)
    now = Self.epoch
  }

  /// Whether every instance came to its end.
  var isOver: Bool {
    instances.allSatisfy { $0?.status.isTerminal ?? true } && passages.isEmpty
      && instances.contains { $0 != nil }
  }

  /// Whether a person has to act before some instance goes on.
  var isStuck: Bool { instances.contains { $0?.isStuck ?? false } }

  /// Whether a part stands still because an expression gave no value: one that goes forward, or an undo of what was
  /// itself computed from assumed values.
  func hasNoValue(_ model: Model) -> Bool {
    let areAssumed = model.assumptions.contains { $0.what == .computes }
    return instances.contains { instance in
      guard let instance, instance.status == .running || areAssumed else { return false }
      return instance.state.incidents.contains {
        $0.blocks && ($0.kind == "bad_expression" || areAssumed && $0.kind == "bad_input")
      }
    }
  }

  /// Whether a loop went round more often than is looked at.
  var goesRound: Bool {
    instances.contains { ($0?.roundsMost ?? 0) > SagaProgram.roundsMax }
  }

  /// A number that tells this world from others; the faults that led to it are left out.
  func mark(_ model: Model) -> Int {
    var hasher = Hasher()
    for instance in instances { instance?.mark(at: now, into: &hasher) ?? hasher.combine(0) }
    // Two requests that wait side by side are the same in either order.
    for request in requests.sorted(by: Self.precedes) {
      mark(request.place, into: &hasher)
      hasher.combine(request.id.phase)
      hasher.combine(request.id.part)
      hasher.combine(request.isGivenUp)
      hasher.combine(instances[request.part]?.isLatest(request.id))
    }
    hasher.combine(passages.count)
    for passage in passages {
      hasher.combine(passage.source)
      hasher.combine(passage.hearer)
      hasher.combine(passage.event.name)
      hasher.combine(passage.event.data)
    }
    for account in ledger.accounts where !isSettled(account, model) {
      mark(account.place, into: &hasher)
      account.mark(into: &hasher)
    }
    hasher.combine(ledger.memory)
    // Only a saga that goes forward can be canceled.
    if !model.isFlow, instances[0]?.status == .running { hasher.combine(isCanceled) }
    for outage in outages {
      mark(outage.place, into: &hasher)
      hasher.combine(outage.phase)
    }
    return hasher.finalize()
  }

  private func mark(_ place: Place, into hasher: inout Hasher) {
    hasher.combine(place.part)
    instances[place.part]?.mark(place.record, into: &hasher)
  }

  /// Whether a service has nothing left to decide: what it did is undone, and whatever arrives changes nothing.
  private func isSettled(_ account: Ledger.Account, _ model: Model) -> Bool {
    guard !model.isFlow, account.net == 0, let instance = instances[account.place.part] else { return false }
    guard instance.has(account.place.record) else { return true }
    guard instance.isTurnedBack(account.place.record),
      let action = model.part(account.place).action(account.place.record.step)
    else { return false }
    let isInert = account.isBarred || (action.idempotency == .key && (account.wasApplied || account.refusal != nil))
    let isAwaited = requests.contains { $0.place == account.place }
    return isInert && !isAwaited
  }

  private static func precedes(_ left: Request, _ right: Request) -> Bool {
    if left.place != right.place { return left.place < right.place }
    if left.id.phase != right.id.phase { return left.id.phase.rawValue < right.id.phase.rawValue }
    return (left.id.part, left.id.attempt) < (right.id.part, right.id.attempt)
  }
}
