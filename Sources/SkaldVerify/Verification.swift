public import SkaldCore

/// Explores every story that a saga can tell within bounds: every refusal, lost or late message, crash and cancel.
///
/// What is explored is the interpreter that runs in production, together with an adversary who has the network, the
/// services and the engine's own end in hand, and a ledger of what the services really did.
public struct Verification: Sendable {
  /// The programs: one of a saga, or one for each participant of a choreography.
  let programs: [SagaProgram]
  /// How far it goes.
  public let bounds: VerifyBounds
  /// What services really do; nil where they keep their contracts.
  let services: [Operation]?
  /// Whether wide forks are explored by pairs of their branches.
  let isSliced: Bool

  /// Prepares the exploration of a saga.
  public init(_ program: SagaProgram, bounds: VerifyBounds = VerifyBounds()) {
    self.init(program, bounds: bounds, services: nil)
  }

  /// Prepares the exploration of a saga whose services may break their contracts.
  init(_ program: SagaProgram, bounds: VerifyBounds, services: [Operation]?, isSliced: Bool = true) {
    programs = [program]
    self.bounds = bounds
    self.services = services
    self.isSliced = isSliced
  }

  /// Prepares the exploration of the participants of a choreography.
  public init(participants: [SagaProgram], bounds: VerifyBounds = VerifyBounds()) {
    programs = participants
    self.bounds = bounds
    services = nil
    isSliced = false
  }

  /// How often something is taken for granted, to come by what no made-up value leads to.
  private static let assumptionsMax = 12

  /// As many states as are looked at within seconds.
  private static let leapMax = 200_000

  /// Explores.
  /// - Parameter mayGoOn: Asked now and then; false ends it where it stands, and the report says so.
  public func run(while mayGoOn: @escaping @Sendable () -> Bool = { true }) async -> VerifyReport {
    guard programs.count == 1, let program = programs.first else {
      return await explore([], while: mayGoOn)
    }
    let slices = isSliced ? Slice.all(of: program) : []
    var report = await run(slices, assuming: [], while: mayGoOn)
    var tried: Set<[Assumption]> = [[]]
    var known: [Assumption] = []
    while tried.count <= Self.assumptionsMax {
      let assumptions = report.coverage.assumptions(for: program, known: known)
      guard !assumptions.isEmpty, tried.insert(assumptions).inserted else { break }
      known = assumptions
      report.add(await run(slices, assuming: assumptions, while: mayGoOn))
    }
    report.slices = max(slices.count, 1)
    return report
  }

  /// A saga with wide forks is explored slice by slice.
  private func run(
    _ slices: [[Assumption]], assuming assumptions: [Assumption], while mayGoOn: @escaping @Sendable () -> Bool
  ) async -> VerifyReport {
    var report = await explore((slices.first ?? []) + assumptions, while: mayGoOn)
    for slice in slices.dropFirst() {
      report.add(await explore(slice + assumptions, while: mayGoOn))
    }
    return report
  }

  /// Explores with no fault, then with one, and so on: what is looked at in full with few faults is known, whatever
  /// ends the exploration with more of them.
  private func explore(
    _ assumptions: [Assumption], while mayGoOn: @escaping @Sendable () -> Bool
  ) async -> VerifyReport {
    var last = await explore(assumptions, faults: 0, while: mayGoOn)
    var cut: Exploration?
    var growth = 0
    while !last.isCut, last.faults < (cut?.faults ?? bounds.faults), mayGoOn() {
      // Who leapt too far goes on step by step.
      let faults = cut == nil ? leap(from: last, growth) : last.faults + 1
      guard faults != cut?.faults else { break }
      let deeper = await explore(assumptions, faults: faults, while: mayGoOn)
      guard !deeper.isCut else {
        cut = deeper
        continue
      }
      growth = deeper.states * deeper.faults / max(last.states, 1)
      last = deeper
    }
    var report = VerifyReport(last, asked: bounds)
    if let cut { report.deepen(VerifyReport(cut, asked: bounds)) }
    return report
  }

  /// How many faults to go on with: one more, or all at once where that will not take long.
  ///
  /// Faults fall on different moments of a story in any order, so that with each one more the states grow by less.
  private func leap(from last: Exploration, _ growth: Int) -> Int {
    guard last.faults > 0 else { return 1 }
    var expected = last.states
    for faults in last.faults..<bounds.faults where expected < Self.leapMax {
      expected *= growth / (faults + 1) + 1
    }
    return expected < min(Self.leapMax, bounds.states) ? bounds.faults : last.faults + 1
  }

  private func explore(
    _ assumptions: [Assumption], faults: Int, while mayGoOn: @escaping @Sendable () -> Bool
  ) async -> Exploration {
    var bounds = bounds
    bounds.faults = faults
    var explorer = Explorer(Model(programs, bounds, assumptions: assumptions, services: services))
    return await explorer.run(while: mayGoOn)
  }
}
