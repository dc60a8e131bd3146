import SkaldEngine
import SkaldValue
import Testing

@testable import SkaldServer

@Suite("Refusals of the engine as problems")
struct ProblemTests {
  static let statuses: [(code: EngineError.Code, status: Int)] = [
    (.unknownSaga, 404), (.unknownInstance, 404), (.unknownQuestion, 404), (.unknownStep, 404), (.inputInvalid, 400),
    (.inputMismatch, 409), (.entityLocked, 409), (.pastPivot, 409), (.notPossible, 409), (.alreadyEnded, 409),
    (.storeFailed, 503), (.unavailable, 503),
  ]

  @Test("each code has its status, and the problem has code and message", arguments: statuses)
  func status(row: (code: EngineError.Code, status: Int)) {
    let problem = Problem(EngineError(code: row.code, message: "why"))
    #expect(problem.json["status"] == .int(Int64(row.status)))
    #expect(problem.json["code"] == .string(row.code.rawValue))
    #expect(problem.json["detail"] == "why")
  }
}
