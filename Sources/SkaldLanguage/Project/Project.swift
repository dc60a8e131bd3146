import SkaldDiagnostics
import SkaldValue
import SkaldYAML

/// The documents of a set of files, sorted by what they are.
struct Project {
  /// A saga with the file that holds it.
  struct Saga {
    let file: String
    let syntax: SagaSyntax
  }

  /// A choreography with the file that holds it.
  struct Choreography {
    let file: String
    let syntax: ChoreographySyntax
  }

  /// Tests with the file that holds them.
  struct Tests {
    let file: String
    let syntax: TestsSyntax
  }

  /// The folder that no path may leave.
  var folder: String { schemas.folder }
  /// The paths of all files, as they were given.
  private(set) var files: [String] = []
  private(set) var contracts: [BoundContracts] = []
  private(set) var sagas: [Saga] = []
  private(set) var choreographies: [Choreography] = []
  private(set) var tests: [Tests] = []
  /// Files of which a document could not be read.
  private(set) var broken: Set<String> = []
  private(set) var diagnostics: [Diagnostic] = []
  /// The comments of each file, for what they allow.
  private(set) var comments: [String: [YAMLComment]] = [:]

  /// Files whose types name JSON Schemas that could not be read.
  private(set) var withFaultySchemas: Set<String> = []
  private let schemas: SchemaFiles

  init(_ sources: [SourceText], schemas: SchemaFiles) {
    self.schemas = schemas
    for source in sources { read(source) }
  }

  /// Takes over what was read from further files.
  mutating func add(_ other: Project) {
    files += other.files
    contracts += other.contracts
    sagas += other.sagas
    choreographies += other.choreographies
    tests += other.tests
    broken.formUnion(other.broken)
    withFaultySchemas.formUnion(other.withFaultySchemas)
    diagnostics += other.diagnostics
    comments.merge(other.comments) { $1 }
  }

  private mutating func read(_ source: SourceText) {
    guard !SchemaFiles.isOne(source.path) else {
      if let fault = schemas.fault(of: source.path) { diagnostics.append(fault) }
      return
    }
    files.append(source.path)
    let loaded = YAMLLoader.load(source)
    // Of a file that is not Skald's, only what keeps it from being read at all is worth saying.
    let isForeign = !loaded.documents.contains { $0.root?.entry("skald") != nil }
    let faults = loaded.diagnostics.filter { !isForeign || $0.code == "SK100" }
    let isFaulty = faults.contains { $0.severity == .error }
    diagnostics += faults
    comments[source.path] = loaded.comments
    var context = DecodeContext(source: source, schemas: schemas)
    for document in loaded.documents {
      guard let root = document.root else { continue }
      context.hasGaps = isFaulty
      read(root, of: source, &context)
    }
    diagnostics += context.diagnostics
    if context.hasFaultySchema { withFaultySchemas.insert(ProjectPath.normalized(source.path)) }
    if (loaded.diagnostics + context.diagnostics).contains(where: { $0.code == "SK100" && $0.severity == .error }) {
      broken.insert(ProjectPath.normalized(source.path))
    }
  }

  private mutating func read(_ root: YAMLNode, of source: SourceText, _ context: inout DecodeContext) {
    guard let entries = root.entries, let version = root.entry("skald") else {
      let range = root.entries?.first?.key.range ?? SourceRange(start: root.range.start, end: root.range.start)
      context.report(
        Diagnostic(
          code: "SK100", severity: .note, message: "skipped: a document of Skald starts with `skald: 1`",
          file: source.path, range: range))
      return
    }
    guard version.value.scalar?.resolved == .int(1) else {
      context.report(
        "SK100", "expected version 1 of the language, found \(version.value.found)", at: version.value.range,
        fix: "1")
      return
    }
    if entries.first?.key.text != "skald" {
      context.report("SK100", "a document starts with `skald: 1`", at: version.key.range)
    }
    read(DocumentKind(root), root, of: source, &context)
  }

  private mutating func read(
    _ kind: DocumentKind?, _ root: YAMLNode, of source: SourceText, _ context: inout DecodeContext
  ) {
    switch kind {
    case .contracts:
      contracts.append(BoundContracts(file: source.path, syntax: context.contracts(root), hasGaps: context.hasGaps))
    case .saga:
      if var saga = context.saga(root) {
        saga.hasGaps = context.hasGaps
        sagas.append(Saga(file: source.path, syntax: saga))
      }
    case .choreography:
      if var flow = context.choreography(root) {
        flow.hasGaps = context.hasGaps
        choreographies.append(Choreography(file: source.path, syntax: flow))
      }
    case .tests:
      if var tests = context.tests(root) {
        tests.hasGaps = context.hasGaps
        self.tests.append(Tests(file: source.path, syntax: tests))
      }
    case nil:
      let range = root.entries.flatMap { $0.count > 1 ? $0[1].key.range : $0.first?.key.range } ?? root.range
      context.report(
        "SK100", "expected a document kind after `skald: 1`, one of \(DocumentKind.words.joined(separator: ", "))",
        at: range,
        help: root.entries?.dropFirst().first?.key.text.flatMap { nearest($0, among: DocumentKind.words) }
          .map { "did you mean `\($0)`?" })
    }
  }
}

/// What a document is, told by its second key.
enum DocumentKind {
  case contracts
  case saga
  case choreography
  case tests

  static let words = ["saga", "choreography", "tests", "services", "events", "entities", "retry"]

  init?(_ root: YAMLNode) {
    guard let entries = root.entries else { return nil }
    for entry in entries where entry.key.text != "skald" {
      switch entry.key.text {
      case "saga": self = .saga
      case "choreography": self = .choreography
      case "tests": self = .tests
      case "services", "events", "entities", "retry": self = .contracts
      default: continue
      }
      return
    }
    return nil
  }
}
