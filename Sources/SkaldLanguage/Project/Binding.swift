import SkaldDiagnostics
import SkaldValue

/// Binds every saga of a project.
struct Binding {
  private(set) var project = BoundProject()
  private(set) var diagnostics: [Diagnostic] = []
  private let source: Project
  private let declarations: [(path: String, declarations: Declarations)]
  private let paths: Set<String>

  init(_ source: Project, isWhole: Bool) {
    self.source = source
    declarations = source.contracts.map { (ProjectPath.normalized($0.file), Declarations($0)) }
    paths = Set(source.files.map { ProjectPath.normalized($0) })
    project.contracts = source.contracts
    project.isWhole = isWhole
    project.usage.words = source.words
    for saga in source.sagas { bind(saga) }
    let parts = project.sagas.flatMap { $0.allSteps.compactMap { $0.subSaga?.saga?.name.value } }
    for index in project.sagas.indices { project.sagas[index].isPart = parts.contains(project.sagas[index].name) }
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
    var files: Set = [ProjectPath.normalized(saga.file)]
    var hasGaps = saga.syntax.hasBrokenUse
    for use in saga.syntax.use {
      guard let path = ProjectPath.resolve(use.value, from: saga.file, within: source.folder) else {
        report("SK103", "expected a path inside the project folder for `use`", at: use.range, in: saga.file)
        hasGaps = true
        continue
      }
      guard paths.contains(path) else {
        let near = nearest(path, among: source.files)
        if let near { files.insert(ProjectPath.normalized(near)) } else { hasGaps = true }
        report(
          "SK103", "expected the path of a contracts file for `use`: there is no `\(use.value)`", at: use.range,
          in: saga.file, help: near.map { "did you mean \($0)?" } ?? "paths are relative to this file")
        continue
      }
      files.insert(path)
      let isBroken = source.broken.contains(path)
      hasGaps = hasGaps || isBroken
      if !isBroken, !declarations.contains(where: { $0.path == path }) {
        hasGaps = true
        report(
          "SK103", "expected the path of a contracts file for `use`: `\(use.value)` declares nothing", at: use.range,
          in: saga.file, help: "contracts start with `skald: 1` and hold services, events, entities or retry")
      }
    }
    let near = declarations.filter { files.contains($0.path) }.map { $0.declarations }
    reportDoubles(near)
    return Reach(
      declarations: near, sagas: source.sagas.map { $0.syntax },
      elsewhere: declarations.filter { !files.contains($0.path) }.map { $0.declarations },
      hasGaps: hasGaps)
  }

  /// SK105: a name that two documents within reach of one saga declare.
  private mutating func reportDoubles(_ declarations: [Declarations]) {
    guard declarations.count > 1 else { return }
    var first: [String: String] = [:]
    for part in declarations {
      for (name, place) in part.places {
        guard let file = first.updateValue(part.file, forKey: name) else { continue }
        first[name] = file
        report(
          "SK105", "\(name) is declared twice: a saga sees both", at: place, in: part.file,
          help: "it is declared in \(file) too")
      }
    }
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
