/// Every construct of the language that has keys of its own.
package enum KeyCatalog {
  /// The tables of documents, their parts, and every kind of step.
  package static let all: [KeyTable] =
    [
      saga, defaults, undoDefaults, keyDefaults, outcome, effects, contracts, operation, event, entity, policy, undo,
      alternative, choiceCase, branch, choreography, ends, reaction, allEvents, tests, testCase, answer, operatorAct,
      failure, expectation,
    ] + StepCatalog.all.map { $0.keys }

  /// Where a key that is unknown in one place is known.
  static func subjects(knowing key: String) -> [String] { all.filter { $0.has(key) }.map { $0.subject } }

  static let saga = KeyTable(
    "a saga",
    [
      .required("skald", "the version of the language", .version), .required("saga", "the name", .name(.dashed)),
      .optional("version", "the number of this definition", .integer(atLeast: 1)),
      .optional("about", "what it is for", .text()),
      .optional("labels", "words to search by", .labels),
      .optional("use", "the contracts it imports", .texts),
      .optional("startedBy", "the event that starts an instance", .name(.event)),
      .optional("input", "the shape of the input", .types),
      .optional("key", "the business key: one instance each", .value),
      .optional("deadline", "the time until the pivot is first attempted", .duration()),
      .optional("defaults", "what holds where a step says nothing", .table(defaults)),
      .optional("entity", "the entities whose states it moves", .fields),
      .optional("output", "the result of a completed instance", .value),
      .required("steps", "what is done, top to bottom", .steps),
      .optional("outcome", "what its ends bring about", .table(outcome)),
    ])

  static let defaults = KeyTable(
    "`defaults`",
    [
      .optional("timeout", "how long an attempt may take", .duration()),
      .optional("retry", "how the steps before the pivot are retried", .retry),
      .optional("compensate", "how undos are retried", .table(undoDefaults)),
      .optional("idempotency", "how long keys are remembered", .table(keyDefaults)),
    ])
  static let undoDefaults = KeyTable(
    "`defaults.compensate`", [.required("retry", "how undos are retried", .retry)])
  static let keyDefaults = KeyTable(
    "`defaults.idempotency`", [.required("ttl", "how long a service remembers a key", .duration(orForever: true))])

  static let outcome = KeyTable(
    "`outcome`",
    [
      .optional("completed", "with the end `completed`", .table(effects)),
      .optional("compensating", "with the turn to compensation", .table(effects)),
      .optional("compensated", "with the end `compensated`", .table(effects)),
      .optional("stuck", "when an operator must act", .table(effects)),
    ])
  static let effects = KeyTable(
    "an outcome",
    [.optional("state", "the state to enter", .moves), .optional("emits", "the events to emit", .emissions)])

  static let contracts = KeyTable(
    "contracts",
    [
      .required("skald", "the version of the language", .version),
      .optional(
        "services", "who offers what", .map(.either([.map(.either([.table(operation), .nothing])), .nothing]))),
      .optional("events", "which events exist", .map(.either([.table(event), .nothing]))),
      .optional("entities", "the tables of states", .map(.table(entity))),
      .optional("retry", "the named retry policies", .map(.table(policy))),
    ])
  static let operation = KeyTable(
    "an operation",
    [
      .optional("in", "the arguments", .types), .optional("out", "the result", .type),
      .optional("refuses", "the codes of its business refusals", .oneOrMore(.name(.word))),
      .optional("effect", "whether it changes anything", .bool),
      .optional("idempotent", "how it treats repeated calls", .words(["key", "natural", "never"])),
      .optional("remembersRefusals", "whether a repeat answers the same refusal", .bool),
      .optional("keyTTL", "how long it remembers a key", .duration(orForever: true)),
      .optional("concurrency", "how many calls it bears at once", .integer(atLeast: 1)),
      .optional("barrier", "whether it refuses to act once its undo came", .bool),
      .optional("needs", "the operations whose results it works on", .texts),
    ])
  static let event = KeyTable(
    "an event",
    [
      .optional("topic", "what carries it", .text()), .optional("key", "the field by which it is correlated", .text()),
      .optional("data", "the shape of its data", .types),
      .optional("external", "whether it comes from or goes to somebody outside", .bool),
      .optional("public", "whether others may consume it", .bool),
    ])
  static let entity = KeyTable(
    "an entity",
    [
      .required("starts", "the state it is in at first", .name(.word)),
      .required("states", "the states and their moves", .map(.either([.oneOrMore(.name(.word)), .nothing]))),
      .optional("locked", "the states in which it belongs to its saga", .oneOrMore(.name(.word))),
      .optional("whenLocked", "what others get meanwhile", .text(pattern: "^(refuse|wait ([0-9]+(ms|s|m|h|d))+)$")),
    ])
  static let policy = KeyTable(
    "a retry policy",
    [
      .optional(
        "attempts", "how many, the first one included", .either([.integer(atLeast: 1), .words(["unlimited"])])),
      .optional("wait", "the first wait", .duration()),
      .optional("factor", "by how much each wait grows", .number(atLeast: 1)),
      .optional("max", "the longest wait", .duration()),
      .optional("jitter", "`full` or `none`", .words(["full", "none"])),
    ])

  static let undo = KeyTable(
    "an undo",
    [
      .required("call", "the operation", .operation), .optional("with", "the arguments", .fields),
      .optional("retry", "how it is retried", .retry),
      .optional("timeout", "how long an attempt may take", .duration()),
      .optional("emits", "the events with its success", .emissions),
    ])
  static let alternative = KeyTable(
    "a `catch` entry",
    [
      .optional("steps", "the alternative", .steps),
      .optional("then", "`continue` or `compensate`", .words(["continue", "compensate"])),
    ])
  static let branch = KeyTable("a branch", [.required("steps", "what is done", .steps)])
  static let choiceCase = KeyTable(
    "a case",
    [
      .optional("if", "the condition", .expression), .optional("steps", "what is done", .steps),
      .optional("fail", "the failure's code", .name(.word)),
      .optional("message", "the failure's message", .value),
    ])
}
