import Skald
import SkaldTesting
import Testing

/// A simulation that finds nothing proves nothing unless it finds what is there.
@Suite("What a simulation finds")
struct ControlTests {
  @Test("services that do not recognise a repeat take effect twice")
  func forgetfulServices() throws {
    let findings = try findings(of: .servicesForgetKeys, faults: [.loss], try Sample.placeOrder())

    #expect(findings.contains { $0.rule == "effects" && $0.message.contains("took effect 2 times") }, "\(findings)")
  }

  @Test("a service without tombstones takes up an action after its undo")
  func missingTombstones() throws {
    let findings = try findings(
      of: .servicesKeepNoTombstones, faults: [.late, .refusal, .cancel], try Sample.everyConstruct())

    #expect(findings.contains { $0.rule == "effects" && $0.message.contains("seat took effect") }, "\(findings)")
  }

  @Test("a request that outlasts the quiet time before an undo leaves an effect")
  func requestsThatOutlastTheQuietTime() throws {
    let findings = try findings(
      of: .requestsOutlastQuiesce, faults: [.late, .refusal, .cancel], try Sample.placeOrder())

    #expect(findings.contains { $0.rule == "effects" }, "\(findings)")
  }

  @Test("a disk that lies loses what was acknowledged")
  func lyingDisk() throws {
    let findings = try findings(of: .diskLies, faults: [.power], try Sample.placeOrder())

    #expect(findings.contains { $0.rule == "acknowledged" || $0.rule == "store" }, "\(findings)")
  }

  @Test("sagas that lock nothing get between each other, and those that lock do not", arguments: [true, false])
  func locks(isLocked: Bool) throws {
    let program = try Sample.booking(isLocked: isLocked)

    let results = (0..<UInt64(8)).map { Simulation([program], seed: $0, sagas: 20, faults: [.loss, .refusal]).run() }

    let interleavings = results.map(\.interleavings).reduce(0, +)
    #expect(isLocked ? interleavings == 0 : interleavings > 0)
    #expect(results.allSatisfy { $0.findings.isEmpty }, "\(results.flatMap(\.findings))")
  }

  private func findings(
    of flaw: SimulationFlaw, faults: [SimulationFault], _ program: SagaProgram
  ) throws -> [SimulationResult.Finding] {
    (0..<UInt64(8)).flatMap { seed in
      var simulation = Simulation([program], seed: seed, sagas: 15, faults: faults)
      simulation.flaws = [flaw]
      return simulation.run().findings
    }
  }
}

@Suite("Making failing simulations smaller")
struct ShrinkingTests {
  @Test("a failing run is told as one saga with the faults that it takes")
  func oneSaga() throws {
    var simulation = Simulation(
      [try Sample.placeOrder()], seed: 1, sagas: 30, faults: [.loss, .duplicate, .crash, .sink])
    simulation.flaws = [.servicesForgetKeys]
    let failed = simulation.run()
    #expect(failed.findings.count > 1)

    let shrunk = simulation.shrunk(failed)

    #expect(shrunk.sagas == 1)
    #expect(shrunk.faults.values.reduce(0, +) <= 2, "\(shrunk.faults)")
    #expect(shrunk.findings.first?.rule == failed.findings.first?.rule)
    #expect(shrunk.story.count < 60)
    #expect(shrunk.story.contains { $0.contains("takes effect") })
  }

  @Test("a list is reduced to what makes it fail")
  func lists() {
    let reduced = Simulation.reduced(Array(1...40)) { $0.contains(7) && $0.contains(31) }

    #expect(reduced == [7, 31])
  }
}
