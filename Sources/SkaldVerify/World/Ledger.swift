import SkaldCore

/// What the services did, whatever the engine believes: the truth against which every end is held.
struct Ledger: Sendable, Equatable {
  /// What a service did for one record.
  struct Account: Sendable, Equatable {
    /// The record.
    let place: Place
    /// The effect that stands: 1 where the action took effect once and was not undone.
    var net = 0
    /// Whether the action ever took effect.
    var wasApplied = false
    /// Which of the possible results the action gave.
    var value = 0
    /// Whether an undo reached the service.
    var wasUndone = false
    /// Whether the service answers every action of this key with a tombstone.
    var isBarred = false
    /// The refusal that the service repeats; nil where it has none.
    var refusal: String?
    /// How many parts of an undo are done.
    var undoneParts = 0
    /// The refusal of the undo that the service repeats.
    var undoRefusal: String?
  }

  /// By record, in order.
  private(set) var accounts: [Account] = []
  /// Keys under which a service that recognises repeats did something, with the record that it did it for.
  private(set) var memory: [Entry] = []

  /// A key that is shared by several records: only where an author computes keys.
  struct Entry: Sendable, Hashable {
    let key: String
    let place: Place
  }

  /// The account of a record; a blank one where nothing happened.
  subscript(_ place: Place) -> Account {
    get { accounts.first { $0.place == place } ?? Account(place: place) }
    set {
      if let index = accounts.firstIndex(where: { $0.place == place }) {
        accounts[index] = newValue
      } else {
        accounts.insert(newValue, at: accounts.firstIndex { $0.place > place } ?? accounts.count)
      }
    }
  }

  /// The record that a request is for: that for which its key was first used.
  func owner(of request: World.Request, _ model: Model) -> Place {
    guard !memory.isEmpty else { return request.place }
    let key = model.key(of: request)
    return memory.first { $0.key == key }?.place ?? request.place
  }

  /// Notes for which record a key was first used.
  mutating func remember(_ request: World.Request, _ model: Model) {
    let (key, place) = (model.key(of: request), request.place)
    if !memory.contains(where: { $0.key == key }) { memory.append(Entry(key: key, place: place)) }
  }
}

extension Ledger.Account {
  /// Feeds what makes a difference, but for the record.
  func mark(into hasher: inout Hasher) {
    hasher.combine(net)
    hasher.combine(wasApplied)
    hasher.combine(value)
    hasher.combine(wasUndone)
    hasher.combine(isBarred)
    hasher.combine(refusal)
    hasher.combine(undoneParts)
    hasher.combine(undoRefusal)
  }
}
