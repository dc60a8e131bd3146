import SkaldDiagnostics
import SkaldValue

/// Binds every saga of a project.
struct Binding {
  private(set) var project = BoundProject()
  private(set) var diagnostics: [Diagnostic] = []
  private let source: Project
  private var declarations: [Declarations]

  init(_ source: Project, isWhole: Bool) {
    self.source = source
    declarations = source.contracts.map { Declarations($0) }
    project.contracts = source.contracts
    project.isWhole = isWhole
    project.usage.words = source.words
    for saga in source.sagas { bind(saga) }
  }

  private mutating func bind(_ saga: Project.Saga) {
    let reach = reach(of: saga)
    var binder = SagaBinder(saga.syntax, file: saga.file, reach: reach)
    binder.bindAll()
    diagnostics += binder.diagnostics
    project.usage.add(binder.usage)
    project.sagas.append(binder.saga)
  }

  /// The contracts of the saga's own file and of those it imports.
  private mutating func reach(of saga: Project.Saga) -> Reach {
    var files = [ProjectPath.normalized(saga.file)]
    for use in saga.syntax.use {
      guard let path = ProjectPath.resolve(use.value, from: saga.file, within: source.folder) else {
        report("SK103", "expected a path inside the project folder for `use`", at: use.range, in: saga.file)
        continue
      }
      guard source.files.contains(where: { ProjectPath.normalized($0) == path }) else {
        let near = nearest(path, among: source.files)
        report(
          "SK103", "expected the path of a contracts file for `use`: there is no `\(use.value)`", at: use.range,
          in: saga.file, help: near.map { "did you mean \($0)?" } ?? "paths are relative to this file")
        continue
      }
      files.append(path)
    }
    return Reach(
      declarations: declarations.filter { files.contains(ProjectPath.normalized($0.file)) },
      elsewhere: declarations.filter { !files.contains(ProjectPath.normalized($0.file)) })
  }

  private mutating func report(
    _ code: String, _ message: String, at range: SourceRange, in file: String, help: String? = nil
  ) {
    diagnostics.append(Diagnostic(code: code, message: message, file: file, range: range, help: help))
  }
}

extension Usage {
  mutating func add(_ other: Usage) {
    operations.formUnion(other.operations)
    consumed.formUnion(other.consumed)
    emitted.formUnion(other.emitted)
    entities.formUnion(other.entities)
    states.formUnion(other.states)
    policies.formUnion(other.policies)
    words.formUnion(other.words)
  }
}
