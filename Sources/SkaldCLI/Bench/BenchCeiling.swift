import Skald
import SkaldCore
import SkaldEngine
import SkaldRuntime
import SkaldSQLite
import SkaldValue

/// What a bare SQLite loop reaches with the rows of a program's sagas: the limit of the machine for this work.
enum BenchCeiling {
  /// How many sagas the loop writes: enough for a steady rate, little beside the measurement.
  static let sagas = 20_000

  /// Sagas per second.
  static func measure(_ program: SagaProgram, path: String) throws -> Double {
    let sizes = try rowSizes(program)
    do throws(StoreError) {
      let loop = try BareLoop(path: path, eventSize: sizes.event, emittedSize: sizes.emitted)
      return try loop.run(sagas: sagas).sagasPerSecond
    } catch {
      throw CommandFault(error)
    }
  }

  /// The mean sizes of the journal's columns, from one saga that is really run.
  private static func rowSizes(_ program: SagaProgram) throws -> (event: Int, emitted: Int) {
    let database = MemoryDatabase()
    let input: JSON = ["orderId": 123_456, "userId": 1001, "amount": 50_000, "sku": "bike-1"]
    do throws(StoreError) {
      var run = try VirtualRun(program, store: MemoryStore(database))
      guard (try? run.run(.start(input: input, key: nil))) != nil else { return (100, 100) }
      let rows = try MemoryReader(database).journal(of: InstanceID(1))
      let event = rows.reduce(0) { $0 + $1.event.encoded.count }
      let emitted = rows.reduce(0) { $0 + ($1.emitted.isEmpty ? 0 : EmittedEvent.encode($1.emitted).count) }
      return (event / max(rows.count, 1), emitted / max(rows.count, 1))
    } catch {
      throw CommandFault(error)
    }
  }
}
