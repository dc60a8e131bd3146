import CEL
import JSONSchema
import SkaldCore
package import SkaldRuntime
package import SkaldValue

/// A condition on instances, as people write it: `status == "running" && failing`.
///
/// What an index knows of it narrows the query; the whole of it is then asked of every instance that is left.
package struct InstanceFilter: Sendable {
  /// Enough for a condition; not enough to keep a reader busy.
  private static let lengthMax = 2000
  /// A condition is asked a thousand times for one page.
  private static let limits = Limits(costMax: 500, depthMax: 64, outputBytesMax: 16 * 1024)

  private let expression: Expression
  private let now: Timestamp

  /// Reads a condition.
  /// - Parameter now: the time that `age` is counted to.
  /// - Throws: ``EngineError`` with the code `input_invalid` and every problem.
  package init(_ text: String, at now: Timestamp) throws(EngineError) {
    guard text.utf8.count <= Self.lengthMax else {
      throw Self.invalid(["expected at most \(Self.lengthMax) bytes"])
    }
    do throws(ParseError) {
      expression = try Expression(parsing: text)
    } catch {
      throw Self.invalid([error.message])
    }
    self.now = now
    let result = expression.check(InstanceFields.types)
    guard result.issues.isEmpty else { throw Self.invalid(result.issues.map(\.message)) }
    guard result.type == .bool || result.type == .dyn else {
      throw Self.invalid(["expected a condition, found \(result.type)"])
    }
    try demandStatuses()
  }

  /// Whether the condition asks for the version, which stands in no row.
  var readsVersion: Bool { expression.references.contains { $0.root == "version" } }

  /// Whether an instance fulfils the condition; one of which it cannot be computed does not.
  package func matches(_ row: InstanceRow, version: Int) -> Bool {
    let fields = InstanceFields(row: row, version: version, now: now)
    guard case .bool(true)? = try? expression.evaluate(fields, limits: Self.limits) else { return false }
    return true
  }

  private static func invalid(_ problems: [String]) -> EngineError {
    EngineError(
      code: .inputInvalid, message: "`where` is no condition on instances: \(problems.first ?? "")",
      errors: problems.map { SchemaViolation(path: "where", message: $0) })
  }

  /// A word that is no status would find nothing, and nobody would know why.
  private func demandStatuses() throws(EngineError) {
    for condition in expression.conditions where condition.variable == "status" {
      for word in condition.value.words where Status(rawValue: word) == nil {
        let near = nearest(word, among: Status.allCases.map(\.rawValue)).map { "; did you mean `\($0)`?" } ?? ""
        throw Self.invalid(["there is no status `\(word)`\(near)"])
      }
    }
  }
}

extension InstanceFilter {
  /// Narrows a query by what an index, or the order of instances, knows of the condition.
  package func narrow(_ query: inout InstanceQuery) {
    for condition in expression.conditions {
      switch (condition.variable, condition.comparison) {
      case ("status", .equal), ("status", .isIn):
        let statuses = Set(condition.value.words.compactMap { Status(rawValue: $0) })
        query.statuses = query.statuses.map { $0.intersection(statuses) } ?? statuses
      case ("createdAt", _): narrowStart(&query, condition.comparison, condition.value.time)
      case ("age", _):
        guard let age = condition.value.length else { continue }
        narrowStart(&query, condition.comparison.reversed, now + Milliseconds(-age.count))
      case (_, .equal): narrow(&query, condition.variable, condition.value)
      default: continue
      }
    }
  }

  private func narrow(_ query: inout InstanceQuery, _ field: String, _ value: Value) {
    switch (field, value) {
    case ("stuck", .bool(let value)): query.isStuck = query.isStuck ?? value
    case ("paused", .bool(let value)): query.isPaused = query.isPaused ?? value
    case ("failing", .bool(let value)): query.isFailing = query.isFailing ?? value
    // An empty text stands for none, which no index has.
    case (_, .string("")): return
    case ("saga", .string(let value)): query.saga = query.saga ?? value
    case ("key", .string(let value)): query.key = query.key ?? value
    case ("step", .string(let value)): query.step = query.step ?? value
    case ("code", .string(let value)): query.code = query.code ?? value
    default: return
    }
  }

  /// A little too wide does no harm: the whole condition is asked of every instance.
  private func narrowStart(
    _ query: inout InstanceQuery, _ comparison: VariableCondition.Comparison, _ time: Timestamp?
  ) {
    guard let time else { return }
    switch comparison {
    case .less, .lessOrEqual: query.startedUntil = min(query.startedUntil ?? time, time)
    case .greater, .greaterOrEqual: query.startedFrom = max(query.startedFrom ?? time, time)
    case .equal, .isIn: return
    }
  }
}

extension VariableCondition.Comparison {
  /// How the start compares where the age compares like this.
  fileprivate var reversed: Self {
    switch self {
    case .less: .greater
    case .lessOrEqual: .greaterOrEqual
    case .greater: .less
    case .greaterOrEqual: .lessOrEqual
    case .equal: .equal
    case .isIn: .isIn
    }
  }
}

extension Value {
  /// The text, or the texts of a list.
  fileprivate var words: [String] {
    switch self {
    case .string(let text): [text]
    case .list(let values): values.flatMap(\.words)
    default: []
    }
  }

  /// The time, to the millisecond.
  fileprivate var time: Timestamp? {
    guard case .timestamp(let time) = self else { return nil }
    return Timestamp(milliseconds: time.seconds * 1000 + Int64(time.nanoseconds) / 1_000_000)
  }

  /// The length of time, to the millisecond.
  fileprivate var length: Milliseconds? {
    guard case .duration(let length) = self else { return nil }
    return Milliseconds(length.nanoseconds / 1_000_000)
  }
}
