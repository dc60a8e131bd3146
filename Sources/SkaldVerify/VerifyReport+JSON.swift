public import SkaldValue

extension VerifyReport {
  /// The report for programs.
  public var json: JSON {
    [
      "definition": .string(definition), "states": .int(Int64(states)), "moves": .int(Int64(transitions)),
      "depth": .int(Int64(depth)), "faults": .int(Int64(bounds.faults)), "complete": .bool(isComplete),
      "completeFaults": completeFaults.map { .int(Int64($0)) } ?? .null, "parts": .int(Int64(slices)),
      "movesToEnd": .int(Int64(movesToEnd)), "assumptions": .array(assumptions.map { .string($0) }),
      "unreached": .array(unreached.map { .string($0) }), "allValues": .bool(!areValuesPartial),
      "allRounds": .bool(!areLoopsCut),
      "ends": .array(ends.map { $0.json }), "counterexamples": .array(counterexamples.map { $0.json }),
    ]
  }
}

extension VerifyReport.End {
  /// The end for programs.
  fileprivate var json: JSON {
    [
      "status": .string(status), "code": .string(code), "step": .string(step), "length": .int(Int64(story.length)),
      "story": story.json,
    ]
  }
}

extension VerifyReport.Counterexample {
  /// The counterexample for programs.
  fileprivate var json: JSON {
    [
      "property": .string(property.code), "name": .string(property.name), "summary": .string(property.summary),
      "step": .string(step), "detail": .string(detail), "length": .int(Int64(story.length)), "story": story.json,
      "trace": Trace(story, property: property.code).json,
    ]
  }
}

extension Story {
  /// The story for programs.
  fileprivate var json: JSON { .array(lines.map { $0.json }) }
}
