import Skald
import SkaldTesting
import Testing

@Suite("Simulation")
struct SimulationTests {
  @Test("the order saga keeps its promises whatever goes wrong", arguments: 0..<UInt64(8))
  func placeOrder(seed: UInt64) throws {
    let result = Simulation([try Sample.placeOrder()], seed: seed, sagas: 12).run()

    #expect(result.findings.isEmpty, "\(result)")
  }

  @Test("so does a saga of every construct", arguments: 0..<UInt64(8))
  func everyConstruct(seed: UInt64) throws {
    let result = Simulation([try Sample.everyConstruct()], seed: seed, sagas: 8).run()

    #expect(result.findings.isEmpty, "\(result)")
  }

  @Test("a seed is the same run every time")
  func seedsRepeat() throws {
    var simulation = Simulation([try Sample.placeOrder()], seed: 3, sagas: 10, faults: SimulationFault.all)
    simulation.tellsStory = true

    let (first, second) = (simulation.run(), simulation.run())

    #expect(first.story == second.story)
    #expect(first.story.count > 100)
    simulation.seed = 4
    #expect(simulation.run().story != first.story)
  }
}

@Suite("The engine in simulations")
struct SimulatedEngineTests {
  @Test("after every commit the journals tell what is in memory", arguments: 0..<UInt64(3))
  func journalsTellTheState(seed: UInt64) throws {
    var simulation = Simulation([try Sample.placeOrder(), try Sample.everyConstruct()], seed: seed, sagas: 6)
    simulation.comparesJournals = true

    let result = simulation.run()

    #expect(result.findings.isEmpty, "\(result)")
    #expect(result.comparisons > 15)
  }

  @Test("the process may end anywhere", arguments: [false, true])
  func crashPoints(isPowerCut: Bool) throws {
    var simulation = Simulation([try Sample.placeOrder()], seed: 2, sagas: 1, faults: [.refusal])
    var count = 0
    while true {
      simulation.crashPoint = CrashPoint(.operation(count * 7), survival: isPowerCut ? .tornPrefix : nil)
      let result = simulation.run()
      #expect(result.findings.isEmpty, "after \(count * 7) operations: \(result)")
      guard result.restarts > 0 else { break }
      count += 1
    }
    #expect(count > 4)
  }

  @Test("the process may end after any commit, also after the last one")
  func everyCommit() throws {
    var simulation = Simulation([try Sample.placeOrder()], seed: 2, sagas: 1, faults: [])
    var count = 0
    while true {
      simulation.crashPoint = CrashPoint(.commit(count + 1))
      let result = simulation.run()
      #expect(result.findings.isEmpty, "after commit \(count + 1): \(result)")
      guard result.restarts > 0 else { break }
      count += 1
    }
    #expect(count > 6)
  }

  @Test("every fault strikes in the runs of a few seeds")
  func everyFaultStrikes() throws {
    let results = try (0..<UInt64(6)).map { seed in
      Simulation([try Sample.placeOrder()], seed: seed, sagas: 12, faults: SimulationFault.all).run()
    }

    let struck = Set(results.flatMap(\.faults.keys))
    #expect(struck == Set(SimulationFault.all))
    #expect(results.map(\.restarts).reduce(0, +) > 8)
    #expect(Set(results.flatMap(\.ends.keys)) == [.completed, .compensated])
  }
}
