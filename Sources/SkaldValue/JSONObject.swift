/// The members of a JSON object, in the order in which they were written.
///
/// Two objects are equal when they have the same members, in any order. Look-up is linear: objects of messages are
/// small, and a short scan beats hashing.
public struct JSONObject: Sendable {
  /// A named value.
  public struct Member: Sendable, Hashable {
    /// The member's name.
    public let name: String
    /// The member's value.
    public var value: JSON

    /// Makes a named value.
    public init(name: String, value: JSON) {
      self.name = name
      self.value = value
    }
  }

  /// The members in their order; names are unique.
  public private(set) var members: [Member]

  /// Makes an object without members.
  public init() { members = [] }

  /// Makes an object; a later element replaces an earlier one of the same name.
  public init(_ elements: [(String, JSON)]) {
    members = []
    members.reserveCapacity(elements.count)
    for (name, value) in elements { self[name] = value }
  }

  /// Makes an object from members whose names the caller knows to be unique.
  package init(unique members: [Member]) { self.members = members }

  /// The value under `name`; setting nil removes the member.
  public subscript(_ name: String) -> JSON? {
    get {
      for member in members where member.name == name { return member.value }
      return nil
    }
    set {
      guard let index = members.firstIndex(where: { $0.name == name }) else {
        if let newValue { members.append(Member(name: name, value: newValue)) }
        return
      }
      if let newValue { members[index].value = newValue } else { members.remove(at: index) }
    }
  }

  /// The names in their order.
  public var names: [String] { members.map { $0.name } }
  /// How many members there are.
  public var count: Int { members.count }
  /// Whether there is no member.
  public var isEmpty: Bool { members.isEmpty }
}

extension JSONObject: Hashable {
  /// Whether both have the same members, in any order.
  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    if left.members == right.members { return true }
    guard left.count == right.count else { return false }
    return left.members.allSatisfy { right[$0.name] == $0.value }
  }

  /// Feeds the members in an order of their names, so that equal objects hash alike.
  public func hash(into hasher: inout Hasher) {
    for member in members.sorted(by: { $0.name < $1.name }) { hasher.combine(member) }
  }
}

extension JSONObject: Sequence {
  /// Walks the members in their order.
  public func makeIterator() -> IndexingIterator<[Member]> { members.makeIterator() }
}
