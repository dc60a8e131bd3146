public import SkaldValue

/// A JSON Schema ([draft 2020-12](https://json-schema.org/draft/2020-12/json-schema-core)) that was read, with the
/// documents to which it refers.
///
/// `format` describes and does not constrain. Patterns match in time linear in the text, without look-around and
/// back-references.
public struct SchemaDocument: Sendable {
  private let program: SchemaProgram

  /// Reads a schema.
  ///
  /// - Parameters:
  ///   - document: The schema.
  ///   - uri: What relative references in it are relative to; a path will do.
  ///   - documents: The documents to which it may refer, by URI. Nothing else is ever fetched.
  /// - Throws: ``SchemaFault`` with the place that is wrong.
  public init(_ document: JSON, at uri: String = "", documents: [String: JSON] = [:]) throws(SchemaFault) {
    var reader = SchemaReader(documents: documents)
    program = try reader.program(of: document, as: uri)
  }

  /// Whether a value satisfies the schema.
  public func accepts(_ value: JSON) -> Bool { mismatches(with: value).isEmpty }

  /// Every place where a value breaks the schema, at most twenty.
  ///
  /// A check that takes too many steps, or does not end because the schema applies itself, is a mismatch too.
  public func mismatches(with value: JSON) -> [Mismatch] { mismatches(with: value, .standard) }

  func mismatches(with value: JSON, _ limits: SchemaLimits) -> [Mismatch] {
    var run = Run(program, limits)
    var seen = Seen()
    do throws(RunLimit) { _ = try run.accepts(value, program.root, seeing: &seen) } catch {
      switch error {
      case .units: run.noteLimit("the check takes more steps than its limit allows")
      case .depth: run.noteLimit("the schema applies itself deeper than its limit allows")
      case .mismatches: break
      }
    }
    return run.mismatches
  }
}
