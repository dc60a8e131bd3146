public import SkaldValue

/// A JSON Schema ([draft 2020-12](https://json-schema.org/draft/2020-12/json-schema-core)) that was read, with the
/// documents to which it refers.
///
/// `format` describes and does not constrain. Patterns match in time linear in the text, without look-around and
/// back-references.
public struct SchemaDocument: Sendable {
  /// The schema as it is written, but for titles, descriptions and comments.
  public let schema: JSON
  /// What relative references are relative to; empty where there are none to other documents.
  public let uri: String
  /// The documents to which it refers, by URI.
  public let documents: [String: JSON]
  /// What the shorthand can say of the values: those that do not have this shape are refused, too.
  public let shape: Schema
  private let program: SchemaProgram

  /// Reads a schema.
  ///
  /// - Parameters:
  ///   - schema: The schema.
  ///   - uri: What relative references in it are relative to; a path will do.
  ///   - documents: The documents to which it may refer, by URI. Nothing else is ever fetched.
  /// - Throws: ``SchemaFault`` with the place that is wrong.
  public init(_ schema: JSON, at uri: String = "", documents: [String: JSON] = [:]) throws(SchemaFault) {
    var reader = SchemaReader(documents: documents)
    let program = try reader.program(of: schema, as: uri)
    self.program = program
    shape = reader.shape(of: program.root)
    self.schema = schema.withoutComments
    let used = documents.filter { program.used.contains($0.key) && $0.key != uri }
    let names = Self.names(of: self.schema, at: uri, among: used.mapValues(\.withoutComments))
    self.uri = names.uri
    self.documents = names.documents
  }

  /// The shortest names with which the schema can be read again.
  private static func names(of schema: JSON, at uri: String, among used: [String: JSON]) -> DocumentNames {
    // A schema that stands alone is the same wherever it stands.
    guard !used.isEmpty else { return DocumentNames(uri: "", documents: [:]) }
    let names = DocumentNames(uri: uri, documents: used)
    let short = names.withoutSharedFolder
    var reader = SchemaReader(documents: short.documents)
    // A reference may lead out of the folder and back by its name.
    do throws(SchemaFault) { _ = try reader.program(of: schema, as: short.uri) } catch { return names }
    return short
  }

  /// Whether a value satisfies the schema.
  public func accepts(_ value: JSON) -> Bool { mismatches(with: value).isEmpty }

  /// Every place where a value breaks the schema, at most twenty.
  ///
  /// A check that takes too many steps, or does not end because the schema applies itself, is a mismatch too.
  public func mismatches(with value: JSON) -> [Mismatch] {
    var run = Run(program, .standard)
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

  /// Every place where a value breaks the schema, or is not what the language takes it for: to JSON Schema 1.0 is an
  /// integer, to an expression it is none.
  func violations(of value: JSON) -> [SchemaViolation] {
    let mismatches = mismatches(with: value)
    guard mismatches.isEmpty else { return mismatches.map { SchemaViolation(path: $0.path, message: $0.message) } }
    return shape.violations(of: value)
  }
}

extension SchemaDocument: Hashable {
  /// Whether both are written alike, in any order of their members.
  public static func == (left: SchemaDocument, right: SchemaDocument) -> Bool {
    left.schema == right.schema && left.uri == right.uri && left.documents == right.documents
  }

  /// Feeds what is written.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(schema)
    hasher.combine(uri)
  }
}

extension SchemaDocument: Codable {
  private enum Keys: String, CodingKey { case schema, uri, documents }

  /// Reads a schema, and checks it anew.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Keys.self)
    let schema = try container.decode(JSON.self, forKey: .schema)
    let uri = try container.decodeIfPresent(String.self, forKey: .uri) ?? ""
    let documents = try container.decodeIfPresent(JSON.self, forKey: .documents)?.object ?? JSONObject()
    do throws(SchemaFault) {
      try self.init(
        schema, at: uri, documents: Dictionary(documents.members.map { ($0.name, $0.value) }) { $1 })
    } catch {
      throw DecodingError.dataCorruptedError(forKey: .schema, in: container, debugDescription: "\(error)")
    }
  }

  /// Writes the schema with its documents; names of files appear only where other files are referred to.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Keys.self)
    try container.encode(schema, forKey: .schema)
    guard !documents.isEmpty else { return }
    try container.encode(uri, forKey: .uri)
    let members = documents.sorted { $0.key < $1.key }.map { JSONObject.Member(name: $0.key, value: $0.value) }
    try container.encode(JSON.object(JSONObject(unique: members)), forKey: .documents)
  }
}
