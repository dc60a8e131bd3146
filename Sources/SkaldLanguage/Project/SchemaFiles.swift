import JSONSchema
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// The JSON documents of a set of files, for the types that name them.
struct SchemaFiles {
  /// The folder that no path may leave.
  let folder: String
  /// The documents by their paths.
  private(set) var documents: [String: JSON] = [:]
  private var sources: [String: SourceText] = [:]
  private var faults: [String: Diagnostic] = [:]

  init(_ files: [SourceText], folder: String) {
    self.folder = folder
    for source in files where Self.isOne(source.path) { read(source) }
  }

  /// Whether a path is that of a JSON document.
  static func isOne(_ path: String) -> Bool { path.hasSuffix(".json") }

  private mutating func read(_ source: SourceText) {
    let path = ProjectPath.normalized(source.path)
    sources[path] = source
    guard source.bytes.count <= YAMLLimits.fileBytes else {
      faults[path] = Diagnostic(
        code: "SK100", message: "a file holds at most \(YAMLLimits.fileBytes >> 20) MiB", file: source.path,
        range: SourceRange(start: 0, end: 0))
      return
    }
    do throws(JSONError) { documents[path] = try JSON.parse(source.bytes) } catch {
      faults[path] = Diagnostic(
        code: "SK100", message: "expected JSON: \(error.message)", file: source.path,
        range: SourceRange(start: error.offset, end: min(error.offset + 1, source.bytes.count)))
    }
  }

  /// What keeps a file from being read.
  func fault(of path: String) -> Diagnostic? { faults[ProjectPath.normalized(path)] }

  /// Whether there is such a file, be it JSON or not.
  func has(_ path: String) -> Bool { sources[path] != nil }

  /// The paths of the files.
  var paths: [String] { sources.keys.sorted() }

  /// A finding about a schema, in the file that is wrong; nil where that is none of these.
  func diagnostic(_ fault: SchemaFault) -> Diagnostic? {
    guard let source = sources[fault.document] else { return nil }
    // JSON is YAML, too: its reader knows where everything stands.
    let root = YAMLLoader.load(source).documents.first?.root
    return Diagnostic(
      code: "SK103", message: fault.clause, file: source.path,
      range: root?.part(at: fault.pointer).range ?? SourceRange(start: 0, end: 0))
  }
}

extension SchemaFault {
  /// What is wrong, as findings say it.
  var clause: String { "expected a JSON Schema: \(message)" }
}

extension YAMLNode {
  /// The part that a JSON Pointer names, or the nearest around it.
  func part(at pointer: String) -> YAMLNode {
    var node = self
    for token in pointer.split(separator: "/", omittingEmptySubsequences: false).dropFirst() {
      let name = JSONPointer.name(of: token)
      let index = Int(name)
      let items = node.items ?? []
      guard let next = node[name] ?? index.flatMap({ items.indices.contains($0) ? items[$0] : nil }) else { break }
      node = next
    }
    return node
  }
}
