import SkaldCore
import SkaldRuntime
import SkaldSQLite
import Testing

@Suite("The yardstick of the benchmark")
struct BareLoopTests {
  @Test("it writes whole four-step sagas, 64 transitions to a commit")
  func rows() throws {
    let home = try Home(.sqlite)
    let loop = try BareLoop(path: home.path, eventSize: 200, emittedSize: 100)

    let first = try loop.run(sagas: 100)
    let second = try loop.run(sagas: 64)

    #expect(first.sagas == 128)
    #expect(first.commits == 10)
    #expect(second.commits == 5)
    #expect(first.sagasPerSecond > 0)
    let ended = try SQLiteReader(path: home.path).instances(InstanceQuery(status: .completed, limit: 1000))
    #expect(ended.count == 192)
  }
}
