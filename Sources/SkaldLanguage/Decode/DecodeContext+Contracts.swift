import SkaldCore
import SkaldDiagnostics
import SkaldValue
import SkaldYAML

extension DecodeContext {
  mutating func contracts(_ root: YAMLNode) -> ContractsSyntax {
    var contracts = ContractsSyntax()
    guard let fields = fields(root, KeyCatalog.contracts, for: "contracts") else { return contracts }
    each(fields["services"], for: "services") { context, entry in
      contracts.services.append(context.service(entry))
    }
    checkNeeds(of: contracts.services)
    each(fields["events"], for: "events") { context, entry in contracts.events.append(context.event(entry)) }
    each(fields["entities"], for: "entities") { context, entry in contracts.entities.append(context.entity(entry)) }
    each(fields["retry"], for: "retry") { context, entry in
      let name = context.name(of: entry.key)
      context.checkName(name, .dashed, of: "a retry policy")
      let policy = context.policy(entry.value, for: name.value) ?? PolicySyntax(range: entry.value.range)
      contracts.policies.append(.init(name: name, policy: policy))
    }
    return contracts
  }

  /// Every entry of a mapping whose keys are the author's own names.
  mutating func each(_ node: YAMLNode?, for key: String, _ body: (inout DecodeContext, YAMLEntry) -> Void) {
    guard let node, let mapping = mapping(node, for: key) else { return }
    for entry in mapping.entries { body(&self, entry) }
  }

  private mutating func service(_ entry: YAMLEntry) -> ServiceSyntax {
    let name = name(of: entry.key)
    checkName(name, .dashed, of: "a service")
    var operations: [OperationSyntax] = []
    if !entry.value.isNull {
      each(entry.value, for: name.value) { context, entry in operations.append(context.operation(entry)) }
    }
    return ServiceSyntax(name: name, operations: operations)
  }

  private mutating func operation(_ entry: YAMLEntry) -> OperationSyntax {
    var operation = OperationSyntax(name: name(of: entry.key))
    checkName(operation.name, .identifier, of: "an operation")
    guard !entry.value.isNull, let fields = fields(entry.value, KeyCatalog.operation, for: operation.name.value) else {
      return operation
    }
    operation.input = fieldTypes(fields["in"], for: "in", isClosed: true)
    operation.output = typeOf(fields["out"], isClosed: false)
    operation.refuses = codes(fields["refuses"], for: "refuses")
    operation.effect = bool(fields["effect"], for: "effect")
    operation.idempotent = word(
      fields["idempotent"], among: [SkaldCore.Operation.Idempotency.key, .natural, .never], for: "idempotent")
    operation.remembersRefusals = bool(fields["remembersRefusals"], for: "remembersRefusals")
    operation.keyTTL = duration(fields["keyTTL"], for: "keyTTL", orForever: true)
    operation.concurrency = integer(fields["concurrency"], atLeast: 1, for: "concurrency")
    operation.barrier = bool(fields["barrier"], for: "barrier")
    operation.needs = texts(fields["needs"], for: "needs", allowsOne: true)
    return operation
  }

  /// SK201: an operation needs one that its service does not have. Services of other documents are not looked at.
  private mutating func checkNeeds(of services: [ServiceSyntax]) {
    for service in services {
      for need in service.operations.flatMap({ $0.needs }) {
        let name = ServiceSyntax.operation(need.value, neededIn: service.name.value)
        guard let home = services.first(where: { name.hasPrefix($0.name.value + ".") }) else { continue }
        let known = home.operations.map { "\(home.name.value).\($0.name.value)" }
        guard !known.contains(name) else { continue }
        let near = nearest(name, among: known).map { need.value.contains(".") ? $0 : Self.action(of: $0) }
        report(
          "SK201", "unknown operation `\(need.value)`", at: need.range,
          help: near.map { "did you mean `\($0)`?" } ?? "known are \(known.joined(separator: ", "))", fix: near)
      }
    }
  }

  private static func action(of operation: String) -> String { String(operation.drop { $0 != "." }.dropFirst()) }

  private mutating func codes(_ node: YAMLNode?, for key: String) -> [Located<String>] {
    let codes = texts(node, for: key, allowsOne: true)
    for code in codes { checkName(code, .word, of: "a refusal code") }
    return codes
  }

  private mutating func event(_ entry: YAMLEntry) -> EventSyntax {
    var event = EventSyntax(name: name(of: entry.key))
    checkName(event.name, .event, of: "an event")
    guard !entry.value.isNull, let fields = fields(entry.value, KeyCatalog.event, for: event.name.value) else {
      return event
    }
    event.topic = text(fields["topic"], for: "topic")
    event.key = text(fields["key"], for: "key")
    event.data = fieldTypes(fields["data"], for: "data", isClosed: false)
    event.isExternal = bool(fields["external"], for: "external")
    event.isPublic = bool(fields["public"], for: "public")
    return event
  }
}
