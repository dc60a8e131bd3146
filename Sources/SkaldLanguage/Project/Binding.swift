import SkaldDiagnostics
import SkaldValue

/// Binds every document of a project.
struct Binding: Sendable {
  private(set) var project = BoundProject()
  private(set) var diagnostics: [Diagnostic] = []
  private let source: Project
  private let declarations: [(path: String, declarations: Declarations)]
  private let paths: Set<String>
  private let sagas: SagaIndex

  init(_ source: Project, isWhole: Bool) {
    self.init(before: source, isWhole: isWhole)
    for saga in source.sagas { bind(saga) }
    bindOthers()
  }

  /// Binds as `init` does, on all processors: no saga needs another to be bound.
  static func inParallel(_ source: Project, isWhole: Bool) async -> Binding {
    let start = Binding(before: source, isWhole: isWhole)
    let parts = await Parallel.map(source.sagas) { sagas in
      var part = start
      for saga in sagas { part.bind(saga) }
      return part
    }
    var binding = start
    for part in parts {
      binding.diagnostics += part.diagnostics
      binding.project.usage.add(part.project.usage)
      binding.project.sagas += part.project.sagas
    }
    binding.bindOthers()
    return binding
  }

  /// Knows what is declared, and has bound nothing yet.
  private init(before source: Project, isWhole: Bool) {
    self.source = source
    declarations = source.contracts.map { (ProjectPath.normalized($0.file), Declarations($0)) }
    paths = Set(source.files.map { ProjectPath.normalized($0) })
    sagas = SagaIndex(source.sagas.map { $0.syntax })
    project.contracts = source.contracts
    project.isWhole = isWhole
  }

  /// Binds what looks at sagas, or is no saga.
  private mutating func bindOthers() {
    for flow in source.choreographies { bind(flow) }
    let parts = Set(project.sagas.flatMap { $0.allSteps.compactMap { $0.subSaga?.saga?.name.value } })
    for tests in source.tests { bind(tests) }
    for index in project.sagas.indices { project.sagas[index].isPart = parts.contains(project.sagas[index].name) }
  }

  private mutating func bind(_ saga: Project.Saga) {
    let reach = reach(from: saga.file, saga.syntax.use, isBroken: saga.syntax.hasBrokenUse)
    var binder = SagaBinder(saga.syntax, file: saga.file, reach: reach)
    binder.bindAll()
    diagnostics += binder.diagnostics
    project.usage.add(binder.usage)
    project.sagas.append(binder.saga)
  }

  private mutating func bind(_ flow: Project.Choreography) {
    let reach = reach(from: flow.file, flow.syntax.use, isBroken: flow.syntax.hasBrokenUse)
    var binder = ChoreographyBinder(flow.syntax, file: flow.file, reach: reach)
    project.choreographies.append(binder.bindAll())
    diagnostics += binder.binder.diagnostics
    project.usage.add(binder.binder.usage)
  }

  private mutating func bind(_ tests: Project.Tests) {
    guard let target = target(of: tests) else { return }
    var binder = TestsBinder(tests.syntax, file: tests.file, target: target)
    project.tests.append(binder.bindAll())
    diagnostics += binder.diagnostics
  }

  /// The one definition of the file that tests name.
  private mutating func target(of tests: Project.Tests) -> TestsBinder.Target? {
    let name = tests.syntax.target
    guard let path = ProjectPath.resolve(name.value, from: tests.file, within: source.folder) else {
      report("SK103", "expected a path inside the project folder for `tests`", at: name.range, in: tests.file)
      return nil
    }
    guard paths.contains(path) else {
      let near = nearest(path, among: source.files)
      report(
        "SK103", "expected the path of a definition for `tests`: there is no `\(name.value)`", at: name.range,
        in: tests.file, help: near.map { "did you mean \($0)?" } ?? "paths are relative to this file")
      return nil
    }
    var targets = project.sagas.filter { ProjectPath.normalized($0.file) == path }.map {
      TestsBinder.Target($0, among: project.sagas)
    }
    targets += project.choreographies.filter { ProjectPath.normalized($0.file) == path }.map { TestsBinder.Target($0) }
    if targets.count != 1, !source.broken.contains(path) {
      let found = targets.isEmpty ? "defines nothing" : "defines \(targets.count) of them"
      report(
        "SK103", "expected the file of one saga or choreography for `tests`: `\(name.value)` \(found)", at: name.range,
        in: tests.file)
    }
    return targets.count == 1 ? targets.first : nil
  }

  /// The contracts of a document's own file and of those it imports.
  private mutating func reach(from file: String, _ uses: [Located<String>], isBroken: Bool) -> Reach {
    var files: Set = [ProjectPath.normalized(file)]
    var hasGaps = isBroken
    for use in uses {
      guard let path = ProjectPath.resolve(use.value, from: file, within: source.folder) else {
        report("SK103", "expected a path inside the project folder for `use`", at: use.range, in: file)
        hasGaps = true
        continue
      }
      guard paths.contains(path) else {
        let near = nearest(path, among: source.files)
        if let near { files.insert(ProjectPath.normalized(near)) } else { hasGaps = true }
        report(
          "SK103", "expected the path of a contracts file for `use`: there is no `\(use.value)`", at: use.range,
          in: file, help: near.map { "did you mean \($0)?" } ?? "paths are relative to this file")
        continue
      }
      files.insert(path)
      let isBroken = source.broken.contains(path)
      hasGaps = hasGaps || isBroken
      if !isBroken, !declarations.contains(where: { $0.path == path }) {
        hasGaps = true
        report(
          "SK103", "expected the path of a contracts file for `use`: `\(use.value)` declares nothing", at: use.range,
          in: file, help: "contracts start with `skald: 1` and hold services, events, entities or retry")
      }
    }
    let near = declarations.filter { files.contains($0.path) }.map { $0.declarations }
    reportDoubles(near)
    return Reach(
      declarations: near, sagas: sagas,
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
  }
}
