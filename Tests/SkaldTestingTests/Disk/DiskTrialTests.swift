import SkaldTesting
import Testing

@Suite("The store on a faulty disk")
struct DiskTrialTests {
  @Test("what was committed is there, wholly, whatever became of the disk", arguments: DiskTrial.Fault.allCases)
  func keepsPromises(fault: DiskTrial.Fault) {
    var counts = DiskTrial.Counts()

    for seed in 0..<UInt64(10) { counts.add(DiskTrial(fault).run(seed: seed)) }

    #expect(counts.isFine, "\(counts)")
    #expect(counts.acknowledged > 150, "\(counts)")
    #expect(counts.refused > 10, "\(counts)")
    #expect(counts.disk.errors + counts.disk.full > 10, "\(counts)")
  }

  @Test("a power cut takes and tears writes, and what is only unacknowledged may stay")
  func powerCutsBite() {
    var counts = DiskTrial.Counts()

    for seed in 0..<UInt64(10) { counts.add(DiskTrial(.powerCut).run(seed: seed)) }

    #expect(counts.restarts == 80)
    #expect(counts.disk.lost > 25, "\(counts)")
    #expect(counts.disk.torn > 3, "\(counts)")
    #expect(counts.unacknowledged > 0, "\(counts)")
  }

  @Test("a store that does not flush its commits loses some of them")
  func unflushedCommitsAreLost() {
    var counts = DiskTrial.Counts()

    for seed in 0..<UInt64(10) { counts.add(DiskTrial(.powerCut, isFlushed: false).run(seed: seed)) }

    #expect(counts.lost > 0, "\(counts)")
    #expect(counts.corrupt + counts.partial == 0, "the log keeps it consistent all the same: \(counts)")
  }

  @Test("a disk that lies about flushes breaks the file")
  func liesBreakTheFile() {
    var counts = DiskTrial.Counts()

    for seed in 0..<UInt64(10) { counts.add(DiskTrial(.powerCut, isHonest: false).run(seed: seed)) }

    #expect(counts.lost > 0, "\(counts)")
    #expect(counts.corrupt > 0, "\(counts)")
  }

  @Test("a seed is the same trial every time")
  func seedsRepeat() {
    let trial = DiskTrial(.powerCut)
    #expect(trial.run(seed: 7) == trial.run(seed: 7))
    #expect(trial.run(seed: 7) != trial.run(seed: 8))
  }
}
