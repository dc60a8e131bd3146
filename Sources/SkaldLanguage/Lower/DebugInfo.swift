public import SkaldCore
public import SkaldDiagnostics

/// Where the parts of a program stand in its file. Not part of the program, so that moving lines changes nothing.
public struct DebugInfo: Sendable, Hashable {
  /// The path of the file.
  public let file: String
  /// The places of the nodes, in the order of the program.
  public let nodes: [SourceRange]
  /// The places of the steps, in the order of the program.
  public let steps: [SourceRange]

  /// The place of a node; nil where the program has no such node.
  public func place(of node: NodeID) -> SourceRange? {
    nodes.indices.contains(node.index) ? nodes[node.index] : nil
  }

  /// The place of a step; nil where the program has no such step.
  public func place(of step: StepID) -> SourceRange? {
    steps.indices.contains(step.index) ? steps[step.index] : nil
  }
}

extension BoundSaga {
  /// The places of all records, by their ids.
  var recordPlaces: [SourceRange] {
    var places = records.map { _ in syntax.range }
    for step in allSteps {
      if let id = step.id { places[id.index] = step.place }
      guard let set = step.body as? BoundSet else { continue }
      for assignment in set.assignments { places[assignment.id.index] = assignment.syntax.name.range }
    }
    return places
  }
}
