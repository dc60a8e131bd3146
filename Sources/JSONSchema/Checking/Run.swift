import SkaldValue

/// A check that was given up: it is as good as a mismatch.
enum RunLimit: Error {
  case units, depth, mismatches
}

/// One check of a value.
struct Run {
  /// What one step costs; a pattern costs one unit for each instruction it follows.
  static let unitsPerStep = 32
  /// What it costs to find a name or an index in a set.
  static let unitsPerLookUp = 8

  let program: SchemaProgram
  var units: Int
  private let depthMax: Int
  private var depth = 0
  /// The resources that were entered, the outermost first.
  private var entered: [Int] = []
  private var path: [PathStep] = []
  /// Above 0 inside of `anyOf`, `not` and the like, where a mismatch says nothing of the whole.
  private var silence = 0
  private(set) var mismatches: [Mismatch] = []

  init(_ program: SchemaProgram, _ limits: SchemaLimits) {
    self.program = program
    units = min(limits.stepsMax, Int.max / Self.unitsPerStep) * Self.unitsPerStep
    depthMax = limits.depthMax
  }

  var isSilent: Bool { silence > 0 }

  mutating func spend(_ amount: Int) throws(RunLimit) {
    units -= amount
    if units < 0 { throw .units }
  }

  /// Checks a value against a node.
  ///
  /// - Parameter seen: Takes up what the node has seen of the value where it accepts it.
  mutating func accepts(_ value: JSON, _ index: Int, seeing seen: inout Seen) throws(RunLimit) -> Bool {
    try spend(Self.unitsPerStep)
    let node = program.nodes[index]
    guard case .keywords(let entries) = node.content else {
      if case .constant(false) = node.content {
        try report("no value is allowed here", at: node.location)
        return false
      }
      return true
    }
    depth += 1
    defer { depth -= 1 }
    guard depth <= depthMax else { throw .depth }
    let isNew = entered.last != node.resource
    if isNew { entered.append(node.resource) }
    defer { if isNew { entered.removeLast() } }
    var frame = Frame(location: node.location)
    for entry in entries {
      try spend(Self.unitsPerStep)
      frame.keyword = entry.name
      if try !entry.keyword.accepts(value, &frame, &self) {
        frame.isValid = false
        if isSilent { return false }
      }
    }
    if frame.isValid, program.tracksEvaluated {
      try spend(frame.seen.count * Self.unitsPerLookUp)
      seen.formUnion(frame.seen)
    }
    return frame.isValid
  }

  /// Checks a part of the value.
  mutating func accepts(_ value: JSON, _ index: Int, at step: PathStep) throws(RunLimit) -> Bool {
    var seen = Seen()
    path.append(step)
    defer { path.removeLast() }
    return try accepts(value, index, seeing: &seen)
  }

  /// Checks a value where a mismatch is one of several ways, and is not reported.
  mutating func isAccepted(_ value: JSON, _ index: Int, seeing seen: inout Seen) throws(RunLimit) -> Bool {
    silence += 1
    defer { silence -= 1 }
    return try accepts(value, index, seeing: &seen)
  }

  /// The node to which a dynamic reference leads: the outermost resource decides.
  func dynamicTarget(_ anchor: String, otherwise node: Int) -> Int {
    for resource in entered {
      if let target = program.dynamicAnchors[resource][anchor] { return target }
    }
    return node
  }

  /// Reports that a keyword is not satisfied, and is false.
  mutating func reject(_ message: @autoclosure () -> String, _ frame: Frame, at step: PathStep? = nil)
    throws(RunLimit) -> Bool
  {
    guard !isSilent else { return false }
    try report(message(), at: frame.location.appending(token: frame.keyword), step)
    return false
  }

  private mutating func report(_ message: String, at schema: String, _ step: PathStep? = nil) throws(RunLimit) {
    guard !isSilent else { return }
    let place = path + (step.map { [$0] } ?? [])
    mismatches.append(Mismatch(path: place.path, pointer: place.pointer, schema: schema, message: message))
    if mismatches.count >= SchemaLimits.mismatchesMax { throw .mismatches }
  }

  /// Adds why a check was given up.
  mutating func noteLimit(_ message: String) {
    mismatches.append(
      Mismatch(path: path.path, pointer: path.pointer, schema: program.nodes[program.root].location, message: message))
  }
}

/// The check of a value against one node.
struct Frame {
  let location: String
  var keyword = ""
  var isValid = true
  var seen = Seen()
}
