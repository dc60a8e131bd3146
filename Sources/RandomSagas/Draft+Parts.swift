/// Steps that hold others.
extension Draft {
  mutating func choose(_ place: inout Place) -> String {
    use(.choose)
    let (before, maybe) = (known, possible)
    var isPastPivot = place.isPastPivot
    var cases: [String] = []
    for number in 0...(1 + dice.number(below: 2)) {
      (known, possible) = (before, maybe + known.filter { !before.contains($0) })
      let isLast = number > 0 && (number == 2 || dice.once(in: 2))
      let head = isLast && !isOdd() ? "" : "if: \(condition()), "
      if place.isPastPivot ? isOdd() : draws(.fail, oneIn: 4) {
        cases.append("{ \(head)fail: NAY }")
      } else {
        var inner = place.inside()
        cases.append("{ \(head)steps: \(steps(&inner, atMost: 2)) }")
        if inner.isPastPivot, !place.isPastPivot { use(.pivotInBranch) }
        isPastPivot = isPastPivot || inner.isPastPivot
      }
      if isLast { break }
    }
    (known, possible) = (before, possible + known.filter { !before.contains($0) })
    place.isPastPivot = isPastPivot
    return "{ choose: \(name("c")), cases: [ \(cases.joined(separator: ", ")) ] }"
  }

  mutating func parallel(_ place: inout Place) -> String {
    use(.parallel)
    let (before, maybe) = (known, possible)
    let count = dice.once(in: 4) ? 3 : 2
    if count > 2 { use(.wideFork) }
    var need = "all"
    if draws(.needAny, oneIn: 4) { need = "any" } else if count > 2, draws(.needSome, oneIn: 2) { need = "2" }
    var (found, isPastPivot): ([String], Bool) = ([], place.isPastPivot)
    var branches: [String] = []
    for branch in 0..<count {
      known = before
      var inner = place.inside {
        $0.mayPivot = $0.mayPivot && branch == 0 && dice.once(in: 2)
        $0.mayMove = $0.mayMove && branch == 0
      }
      branches.append("b\(branch): \(steps(&inner, atMost: 2))")
      if inner.isPastPivot, !place.isPastPivot { use(.pivotInBranch) }
      isPastPivot = isPastPivot || inner.isPastPivot
      found += known.filter { !before.contains($0) }
    }
    known = need == "all" ? before + found : before
    possible = maybe + found
    place.isPastPivot = isPastPivot
    return "{ parallel: \(name("p")), need: \(need), branches: { \(branches.joined(separator: ", ")) } }"
  }

  mutating func each(_ place: Place) -> String {
    use(.each)
    let (before, maybe) = (known, possible)
    defer { (known, possible) = (before, maybe) }
    var inner = place.inside {
      ($0.isRepeated, $0.hasItem) = (true, true)
      $0.mayMove = false
    }
    let key = draws(.itemKey, oneIn: 2) ? "key: item, " : ""
    return "{ each: \(name("a")), in: input.items, \(key)atMost: \(1 + dice.number(below: 3)), "
      + "steps: \(steps(&inner, atMost: 2)) }"
  }

  mutating func loop(_ place: Place) -> String {
    use(.repeat)
    let (before, maybe) = (known, possible)
    defer { (known, possible) = (before, maybe) }
    var inner = place.inside {
      $0.isRepeated = true
      $0.mayMove = $0.mayMove && dice.once(in: 6)
    }
    let steps = steps(&inner, atMost: 2)
    let found = known.filter { !before.contains($0) }
    let until = found.last.map { "\($0).ok" } ?? "index > 0"
    let atMost = isOdd() ? "" : ", atMost: \(2 + dice.number(below: 3))"
    if !atMost.isEmpty { use(.rounds) }
    return "{ repeat: \(name("r")), every: 1m\(atMost), until: \(until), steps: \(steps) }"
  }

  mutating func scope(_ place: inout Place) -> String {
    use(.scope)
    let (before, maybe) = (known, possible)
    codes = []
    var inner = place.inside { $0.mayPivot = $0.mayPivot && dice.once(in: 2) }
    let steps = steps(&inner, atMost: 3)
    if inner.isPastPivot, !place.isPastPivot { use(.pivotInScope) }
    (known, possible) = (before, maybe + known.filter { !before.contains($0) })
    var entries: [String] = []
    for code in codes where dice.once(in: 2) { entries.append("\(code): \(alternative(place))") }
    if entries.isEmpty || dice.once(in: 3) {
      use(.scopeOther)
      entries.append("other: \(alternative(place))")
    }
    if entries.contains(where: { $0.contains("then: compensate") }) { use(.scopeCompensates) }
    place.isPastPivot = inner.isPastPivot
    return "{ scope: \(name("x")), steps: \(steps), catch: { \(entries.joined(separator: ", ")) } }"
  }

  mutating func subSaga(_ place: inout Place) -> String {
    use(.subSaga)
    let part: SharedPart
    if let drawn = dice.one(of: sharedParts), !drawn.hasPivot || isOdd(), draws(.partTwice, oneIn: 2) {
      part = drawn
    } else {
      part = drawPart(place)
      sharedParts.append(part)
    }
    if part.hasPivot, !place.isPastPivot {
      use(.pivotInSubSaga)
      place.isPastPivot = true
    }
    let step = name("t")
    if part.hasOutput { known.append(step) }
    let id = place.hasItem ? "${item}" : "${input.id}"
    return
      "{ saga: \(part.name), step: \(step), with: { id: \"\(id)\", total: \"${input.total}\", vip: \"${input.vip}\", "
      + "items: \"${input.items}\" } }"
  }

  private mutating func drawPart(_ place: Place) -> SharedPart {
    let outside = (known, possible, states)
    (known, possible, states) = ([], [], nil)
    var inner = place.inside {
      $0.isPart = true
      $0.hasItem = false
      $0.mayPivot = $0.mayPivot && dice.once(in: 2)
    }
    let name = name("part-")
    let steps = list(&inner, atMost: 3)
    var head =
      known.last.map { ["output: { ref: \"${\($0).ref}\", ok: \"${\($0).ok}\", count: \"${\($0).count}\" }"] } ?? []
    let hasOutput = !head.isEmpty
    if draws(.partDeadline, oneIn: 5) { head.append("deadline: 30d") }
    if draws(.partOutcome, oneIn: 5) {
      head.append("outcome: { completed: { emits: \(event()) }, compensated: { emits: \(event()) } }")
    }
    parts.append(document(name, steps, head))
    let hasPivot = inner.isPastPivot && !place.isPastPivot
    (known, possible, states) = outside
    return SharedPart(name: name, hasPivot: hasPivot, hasOutput: hasOutput)
  }
}
