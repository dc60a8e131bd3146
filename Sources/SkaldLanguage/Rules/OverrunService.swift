package import SkaldDiagnostics

/// SK609.
package struct OverrunService: Rule {
  package let code = "SK609"
  package let name = "overrun-service"
  package let severity = Severity.warning
  package let summary = "one instance makes more calls at once than the service bears"
  package let finds = """
    An `each` or a `parallel` that can have more calls of one operation open at a time than its contract says in \
    `concurrency`: the `atMost` of the loops inside each other (ten where none is written), times the branches, \
    through sub-sagas too. Undos are not counted, nor are other instances.
    """
  package let matters = """
    What is too much is turned away or times out, is tried again, and makes it worse.
    """

  package let accepts = [
    """
    skald: 1
    saga: campaign
    input: { to: [string] }
    steps:
      - { each: letters, in: input.to, atMost: 4, steps: [ { step: print, call: press.print, with: { to: "${item}" } } ] }
    ---
    skald: 1
    services: { press: { print: { in: { to: string }, effect: false, concurrency: 4 } } }
    """
  ]
  package let rejects = [
    """
    skald: 1
    saga: campaign
    input: { to: [string] }
    steps:
      - { each: letters, in: input.to, atMost: ⟦20⟧, steps: [ { step: print, call: press.print, with: { to: "${item}" } } ] }
    ---
    skald: 1
    services: { press: { print: { in: { to: string }, effect: false, concurrency: 4 } } }
    """,
    """
    skald: 1
    saga: campaign
    input: { to: [string] }
    steps:
      - { each: ⟦letters⟧, in: input.to, steps: [ { step: print, call: press.print, with: { to: "${item}" } } ] }
    ---
    skald: 1
    services: { press: { print: { in: { to: string }, effect: false, concurrency: 4 } } }
    """,
    """
    skald: 1
    saga: campaign
    input: { to: string }
    steps:
      - parallel: ⟦both⟧
        branches:
          front: [ { saga: page } ]
          back: [ { step: print, call: press.print, with: { to: "${input.to}" } } ]
    ---
    skald: 1
    saga: page
    input: { to: string }
    steps: [ { step: print, call: press.print } ]
    ---
    skald: 1
    services: { press: { print: { in: { to: string }, effect: false, concurrency: 1 } } }
    """,
  ]

  package func check(_ saga: BoundSaga, in project: BoundProject, into findings: inout Findings) {
    var meter = LoadMeter(sagas: project.sagas)
    _ = meter.load(of: saga.steps, callers: [saga.name])
    for excess in meter.excesses { findings.report(.excess(excess), at: excess.range) }
  }
}

/// How many calls of each operation can be open at a time.
private struct LoadMeter {
  /// Open calls, by the operation.
  typealias Load = [String: Int]

  struct Excess {
    let range: SourceRange
    let operation: BoundOperation
    let load: Int
    let limit: Int
    /// The number to write for `atMost`; nil where none helps.
    let remedy: Int?
    let isWritten: Bool
  }

  let sagas: [BoundSaga]
  private(set) var excesses: [Excess] = []
  private var limited: [String: BoundOperation] = [:]

  init(sagas: [BoundSaga]) { self.sagas = sagas }

  /// What steps that follow each other come to.
  mutating func load(of steps: [BoundStep], callers: [String]) -> Load {
    var most: Load = [:]
    for step in steps { most.merge(load(of: step, callers: callers)) { max($0, $1) } }
    return most
  }

  private mutating func load(of step: BoundStep, callers: [String]) -> Load {
    var parts = step.body.branches.map { load(of: $0.steps, callers: callers) }
    if let operation = step.call?.operation, operation.declaration?.concurrency != nil {
      limited[operation.name] = operation
      parts.append([operation.name: 1])
    }
    if let part = part(of: step, callers) { parts.append(load(of: part.steps, callers: callers + [part.name])) }
    var most: Load = [:]
    for part in parts { most.merge(part) { step.parallel == nil ? max($0, $1) : $0 + $1 } }
    if let each = step.each { most = most.mapValues { $0.times(each.atMost) } }
    // What a part of its own exceeds is found where that part is looked at.
    if callers.count == 1 { compare(most, parts, of: step) }
    return most
  }

  private func part(of step: BoundStep, _ callers: [String]) -> BoundSaga? {
    guard let syntax = step.subSaga?.saga, !callers.contains(syntax.name.value) else { return nil }
    return sagas.first { $0.name == syntax.name.value && $0.version == syntax.version?.value ?? 1 }
  }

  /// Notes what exceeds a limit here and in none of the parts.
  private mutating func compare(_ load: Load, _ parts: [Load], of step: BoundStep) {
    guard step.each != nil || step.parallel != nil else { return }
    for (name, count) in load.sorted(by: { $0.key < $1.key }) {
      guard let operation = limited[name], let limit = operation.declaration?.concurrency?.value, count > limit,
        parts.allSatisfy({ $0[name] ?? 0 <= limit })
      else { continue }
      let inner = parts.compactMap { $0[name] }.max() ?? 1
      let written = step.each?.syntax.atMost
      excesses.append(
        Excess(
          range: written?.range ?? step.place, operation: operation, load: count, limit: limit,
          remedy: step.each == nil ? nil : limit / inner, isWritten: written != nil))
    }
  }
}

extension Finding {
  fileprivate static func excess(_ excess: LoadMeter.Excess) -> Finding {
    let name = excess.operation.name
    return Finding(
      message: "\(excess.load) calls of `\(name)` can be open at once, and it bears \(excess.limit)",
      help: excess.remedy.map { "write `atMost: \($0)`" } ?? "let the branches follow each other",
      fix: excess.isWritten ? excess.remedy.map { "\($0)" } : nil,
      related: excess.operation.place.map {
        [.init(message: "bears \(excess.limit) at once", file: $0.file, range: $0.range)]
      } ?? [])
  }
}
