import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue
import Testing

@testable import SkaldEngine

extension SagaProgram {
  /// Four calls, of any input, without a key of its own.
  static var tick: SagaProgram {
    var program = TestPrograms.fourCalls()
    (program.name, program.key, program.input) = ("tick", nil, .any)
    return program
  }

  /// Waits for an event that does not come: live until it is canceled.
  static var slow: SagaProgram {
    var program = TestPrograms.waiting()
    (program.name, program.key, program.input) = ("slow", nil, .any)
    return program
  }
}

extension World {
  static let input: JSON = ["orderId": 7, "amount": 5]

  /// A world of sagas that a schedule can begin.
  static func scheduling(_ stores: Stores, more: [SagaProgram] = []) throws -> World {
    try World([.tick, .slow] + more, store: stores.open)
  }

  @discardableResult
  func wish(_ wish: ScheduleRequest.Wish, of name: String = "hourly", mark: RequestMark? = nil) -> Reply? {
    let ticket = ticket()
    process([.schedule(ScheduleRequest(name: name, wish: wish, by: "ann", mark: mark, ticket: ticket))])
    return replies[ticket]
  }

  @discardableResult
  func set(
    _ cron: String = "0 * * * *", saga: String = "tick", overlap: ScheduleRow.Overlap = .skip,
    catchUp: Milliseconds = .minutes(5), change: (inout ScheduleRow.Plan) -> Void = { _ in }
  ) -> Reply? {
    var plan = ScheduleRow.Plan(saga: saga, input: Self.input, cron: cron, overlap: overlap, catchUp: catchUp)
    change(&plan)
    return wish(.set(plan, isPaused: nil))
  }

  func schedule(_ name: String = "hourly") throws -> ScheduleRow {
    try #require(try kernel.reader.schedules().first { $0.name == name })
  }

  /// The keys of all instances, in the order in which they began.
  func keys() throws -> [String] {
    try kernel.reader.instances(InstanceQuery(limit: 1000)).reversed().map { $0.key ?? "" }
  }

  /// Goes on hour by hour.
  func pass(hours: Int) {
    for _ in 0..<hours {
      advance(.hours(1))
      process([])
      run(within: .minutes(20))
    }
  }

  /// Nothing runs for so long.
  func beDown(_ length: Milliseconds) throws {
    advance(length)
    try crash()
    process([])
    run(within: .minutes(20))
  }

  func incidents() throws -> [String] {
    try kernel.reader.incidents(IncidentQuery()).map {
      "\($0.incident.kind) \($0.incident.step): \($0.incident.message)"
    }
  }
}

extension ScheduleRow.Counts {
  /// Started, skipped, missed, failed.
  var all: [Int64] { [started, skipped, missed, failed] }
}
