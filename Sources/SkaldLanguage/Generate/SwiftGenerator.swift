import JSONSchema
import SkaldDiagnostics
import SkaldValue

/// Writes a protocol for each service of the contracts, so that a missing handler does not compile.
public enum SwiftGenerator {
  /// The Swift source of everything that contracts declare.
  public static func source(of compilation: Compilation) -> String {
    var names = SwiftNames()
    let services = compilation.project.contracts.flatMap(\.syntax.services)
    var parts: [Service] = []
    for service in services { parts.append(Service(service, &names)) }
    return heading + parts.flatMap(\.lines).joined(separator: "\n")
  }

  private static let heading =
    "// Made by `skald generate swift` from the contracts; a change belongs there.\n" + "import Skald\n\n"

  /// What is written of one service.
  private struct Service {
    let name: String
    private let protocolName: String
    private var operations: [Operation] = []

    init(_ syntax: ServiceSyntax, _ names: inout SwiftNames) {
      name = syntax.name.value
      protocolName = names.type(name, "service")
      var members = SwiftNames()
      for operation in syntax.operations {
        let typeName = names.type(name, operation.name.value)
        operations.append(
          Operation(operation, service: name, member: members.member(operation.name.value), typeName: typeName))
      }
    }

    var lines: [String] {
      ["/// The service `\(name)`: a function for each of its operations.", "protocol \(protocolName): Sendable {"]
        + operations.flatMap(\.requirement) + ["}", ""] + operations.flatMap(\.namespace) + registration
    }

    private var registration: [String] {
      var names = SwiftNames()
      let label = names.member(name)
      return [
        "extension Handlers {", "  /// Has a service carry out every operation of `\(name)`.",
        "  mutating func use(\(label) service: some \(protocolName)) {",
      ] + operations.flatMap(\.use) + ["  }", "}", ""]
    }
  }

  /// What is written of one operation.
  private struct Operation {
    private let name: String
    private let member: String
    private let typeName: String
    private let input: String
    private let output: String?
    private let types: [String]
    private let refusals: [String]

    init(_ syntax: OperationSyntax, service: String, member: String, typeName: String) {
      name = "\(service).\(syntax.name.value)"
      self.member = member
      self.typeName = typeName
      refusals = syntax.refuses.map(\.value)
      var types = SwiftTypes()
      let schema = syntax.input?.type(isClosed: true) ?? .any
      input = Self.qualified(types.type(of: schema, named: "Input", indent: "  "), typeName)
      output = syntax.output.map { output in
        Self.qualified(types.type(of: output.value, named: "Output", indent: "  "), typeName)
      }
      self.types = types.lines
    }

    private static func qualified(_ type: String, _ outer: String) -> String {
      type.replacing("Input", with: "\(outer).Input").replacing("Output", with: "\(outer).Output")
    }

    var requirement: [String] {
      let codes = refusals.map { "`\($0)`" }.joined(separator: ", ")
      let result = output.map { " -> \($0)" } ?? ""
      return [
        "  /// `\(name)`\(codes.isEmpty ? "" : "; refuses with \(codes)").",
        "  func \(member)(_ input: \(input), _ call: Call) async throws\(result)",
      ]
    }

    /// The types of arguments and result, and the refusals.
    var namespace: [String] {
      guard !types.isEmpty || !refusals.isEmpty else { return [] }
      var names = SwiftNames()
      var body = types
      for code in refusals {
        body.append("  static let \(names.member(code)) = Refusal(\(SwiftTypes.literal(code)))")
      }
      if body.last?.isEmpty == true { body.removeLast() }
      return ["/// What `\(name)` takes, gives and refuses with.", "enum \(typeName) {"] + body + ["}", ""]
    }

    var use: [String] {
      [
        "    on(\(SwiftTypes.literal(name))) { (input: \(input), call: Call) in",
        "      try await service.\(member)(input, call)", "    }",
      ]
    }
  }
}
