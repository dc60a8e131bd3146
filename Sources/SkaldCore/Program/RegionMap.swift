/// Which node of a program belongs to which fork.
package struct RegionMap {
  /// A fork with its node.
  package struct Place {
    /// Where it stands.
    package let node: NodeID
    /// What runs there.
    package let fork: Fork

    /// Names a place.
    package init(node: NodeID, fork: Fork) {
      self.node = node
      self.fork = fork
    }
  }

  /// The forks of a program, the outer ones first.
  private let forks: [Place]
  /// The fork, by its place in `forks`, and the region in which a node stands; nil for the saga's own.
  private var homes: [(fork: Int, region: RegionID)?]

  /// Looks at a program.
  package init(_ program: SagaProgram) {
    var forks: [Place] = []
    for (index, node) in program.nodes.enumerated() {
      if case .fork(let fork) = node.instruction { forks.append(Place(node: NodeID(index), fork: fork)) }
    }
    self.forks = forks
    homes = Array(repeating: nil, count: program.nodes.count)
    // An inner fork stands behind the outer one in the file, so that its own regions are marked last.
    for (number, place) in forks.enumerated() {
      for region in place.fork.regions { mark(program.region(region).entry, (number, region), program) }
    }
  }

  private mutating func mark(_ entry: NodeID, _ home: (fork: Int, region: RegionID), _ program: SagaProgram) {
    var waiting = [entry]
    var seen = Array(repeating: false, count: homes.count)
    while let id = waiting.popLast() {
      guard !seen[id.index] else { continue }
      seen[id.index] = true
      homes[id.index] = home
      waiting += program.node(id).successors
    }
  }

  /// The fork in whose region a node stands; nil for the saga's own nodes.
  package func fork(of node: NodeID) -> (place: Place, region: RegionID)? {
    homes[node.index].map { (forks[$0.fork], $0.region) }
  }

  /// Whether a node stands in a region of a fork, at any depth.
  package func isInside(_ node: NodeID, _ fork: NodeID, region: RegionID? = nil) -> Bool {
    var node = node
    while let home = self.fork(of: node) {
      if home.place.node == fork, region == nil || region == home.region { return true }
      node = home.place.node
    }
    return false
  }

  /// The forks around a node, the innermost first.
  package func around(_ node: NodeID) -> [(place: Place, region: RegionID)] {
    var found: [(place: Place, region: RegionID)] = []
    var node = node
    while let home = fork(of: node) {
      found.append(home)
      node = home.place.node
    }
    return found
  }
}
