import SkaldDiagnostics
import SkaldValue

/// What one contracts document declares, by name.
struct Declarations: Sendable {
  let file: String
  let hasGaps: Bool
  private(set) var operations: [String: OperationSyntax] = [:]
  private(set) var services: [String: ServiceSyntax] = [:]
  private(set) var events: [String: EventSyntax] = [:]
  private(set) var entities: [String: EntitySyntax] = [:]
  private(set) var policies: [String: NamedPolicySyntax] = [:]

  /// Every declared name with its sort, in the order of the file.
  let places: [(name: String, range: SourceRange)]

  init(_ contracts: BoundContracts) {
    let syntax = contracts.syntax
    places =
      syntax.services.map { ("service `\($0.name.value)`", $0.name.range) }
      + syntax.events.map { ("event `\($0.name.value)`", $0.name.range) }
      + syntax.entities.map { ("entity `\($0.name.value)`", $0.name.range) }
      + syntax.policies.map { ("retry policy `\($0.name.value)`", $0.name.range) }
    file = contracts.file
    hasGaps = contracts.hasGaps
    for service in contracts.syntax.services {
      services[service.name.value] = service
      for operation in service.operations {
        operations["\(service.name.value).\(operation.name.value)"] = operation
      }
    }
    for event in contracts.syntax.events { events[event.name.value] = event }
    for entity in contracts.syntax.entities { entities[entity.name.value] = entity }
    for policy in contracts.syntax.policies { policies[policy.name.value] = policy }
  }
}

/// The contracts that a saga can speak of: those of its own file, and those it imports.
struct Reach: Sendable {
  let declarations: [Declarations]
  /// The sagas of the project, of which some may run as parts of others.
  var sagas = SagaIndex()
  /// What is declared elsewhere in the project, for the advice to import it.
  let elsewhere: [Declarations]
  /// Whether an import is missing or broken, so that an unknown name may well be declared there.
  let hasGaps: Bool

  /// The first declaration of a name, of the sort that `sort` picks.
  func find<Syntax>(_ name: String, _ sort: (Declarations) -> [String: Syntax]) -> (syntax: Syntax, file: String)? {
    for declarations in declarations {
      if let syntax = sort(declarations)[name] { return (syntax, declarations.file) }
    }
    return nil
  }

  /// The names of a sort, sorted.
  func names<Syntax>(_ sort: (Declarations) -> [String: Syntax]) -> [String] {
    var names: Set<String> = []
    for declarations in declarations { names.formUnion(sort(declarations).keys) }
    return names.sorted()
  }

  /// The file that declares a name which is not imported.
  func home<Syntax>(of name: String, _ sort: (Declarations) -> [String: Syntax]) -> String? {
    elsewhere.first { sort($0)[name] != nil }?.file
  }
}
