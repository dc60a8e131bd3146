package import SkaldValue

/// A case of the CEL specification's test suite, in the typed form of one line of JSON.
package struct ConformanceCase: Sendable {
  /// What the case expects of its expression.
  private enum Outcome {
    case value(Value)
    case error
  }

  /// The file, section and name of the case, with slashes between.
  package let id: String
  private let expression: String
  private let bindings: [String: Value]
  private let isChecked: Bool
  private let expected: Outcome

  /// Reads a case.
  package init(_ json: JSON) throws(ConformanceError) {
    guard let file = json["file"]?.string, let section = json["section"]?.string, let name = json["name"]?.string,
      let expression = json["expr"]?.string, let expected = json["expect"]
    else { throw ConformanceError(message: "a case has `file`, `section`, `name`, `expr` and `expect`") }
    id = "\(file)/\(section)/\(name)"
    self.expression = expression
    isChecked = json["disable_check"]?.bool != true
    var bindings: [String: Value] = [:]
    for member in json["bindings"]?.object?.members ?? [] { bindings[member.name] = try Self.value(member.value) }
    self.bindings = bindings
    if let value = expected["value"] { self.expected = .value(try Self.value(value)) } else { self.expected = .error }
  }

  /// Runs the case: nil where it passes, else what went another way.
  package func run() -> String? {
    switch (expected, outcome()) {
    case (.error, .failure): return nil
    case (.error, .success(let value)): return "expected an error, found \(value)"
    case (.value(let value), .failure(let problem)): return "expected \(value), found the error: \(problem.message)"
    case (.value(let expected), .success(let found)):
      return Self.agree(expected, found) ? nil : "expected \(expected), found \(found)"
    }
  }

  private func outcome() -> Result<Value, ConformanceError> {
    do throws(ParseError) {
      let expression = try Expression(parsing: expression)
      if isChecked, let issue = expression.check(environment).issues.first {
        return .failure(ConformanceError(message: "check: \(issue.message)"))
      }
      do throws(EvaluationError) { return .success(try expression.evaluate(bindings)) } catch {
        return .failure(ConformanceError(message: "evaluation: \(error.message)"))
      }
    } catch {
      return .failure(ConformanceError(message: "parse: \(error.message)"))
    }
  }

  private var environment: TypeEnvironment {
    TypeEnvironment(bindings.keys.sorted().map { ($0, bindings[$0]?.staticType ?? .dyn) })
  }

  /// Whether two values are the same, where one that is not a number equals itself and zeros keep their sign.
  private static func agree(_ left: Value, _ right: Value) -> Bool {
    if case (.double(let left), .double(let right)) = (left, right) {
      return (left.isNaN && right.isNaN) || (left == right && left.sign == right.sign)
    }
    return left == right
  }
}

/// Why a line is not a case, or what a case ran into.
package struct ConformanceError: Error {
  /// The reason as one clause.
  package let message: String
}

extension ConformanceCase {
  /// Reads a value whose type is the name of its only member.
  private static func value(_ json: JSON) throws(ConformanceError) -> Value {
    guard let member = json.object?.members.first, let value = scalar(member.name, member.value) else {
      return try container(json)
    }
    return value
  }

  private static func scalar(_ type: String, _ json: JSON) -> Value? {
    switch type {
    case "null": .null
    case "bool": json.bool.map { .bool($0) }
    case "int": json.string.flatMap { Int64($0) }.map { .int($0) }
    case "uint": json.string.flatMap { UInt64($0) }.map { .uint($0) }
    case "double": json.string.flatMap { Double($0) }.map { .double($0) }
    case "string": json.string.map { .string($0) }
    case "bytes": json.string.flatMap { Base64.bytes($0) }.map { .bytes($0) }
    case "timestamp": json.string.flatMap { CELTimestamp(text: $0) }.map { .timestamp($0) }
    case "duration": json.string.flatMap { CELDuration(text: $0) }.map { .duration($0) }
    case "type": json.string.map { .type($0) }
    default: nil
    }
  }

  private static func container(_ json: JSON) throws(ConformanceError) -> Value {
    if let elements = json["list"]?.array {
      var values: [Value] = []
      for element in elements { values.append(try value(element)) }
      return .list(values)
    }
    if let pairs = json["map"]?.array {
      var entries: [(key: Value, value: Value)] = []
      for pair in pairs {
        guard let parts = pair.array, parts.count == 2 else { break }
        entries.append((try value(parts[0]), try value(parts[1])))
      }
      if entries.count == pairs.count, let map = ValueMap(entries) { return .map(map) }
    }
    throw ConformanceError(message: "a value is an object whose only member is named for a type")
  }
}
