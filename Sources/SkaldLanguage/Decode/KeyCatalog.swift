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
      .required("skald", "the version of the language"), .required("saga", "the name"),
      .optional("version", "the number of this definition"), .optional("about", "what it is for"),
      .optional("labels", "words to search by"), .optional("use", "the contracts it imports"),
      .optional("startedBy", "the event that starts an instance"), .optional("input", "the shape of the input"),
      .optional("key", "the business key: one instance each"),
      .optional("deadline", "the time until the pivot is first attempted"),
      .optional("defaults", "what holds where a step says nothing"),
      .optional("entity", "the entities whose states it moves"),
      .optional("output", "the result of a completed instance"), .required("steps", "what is done, top to bottom"),
      .optional("outcome", "what its ends bring about"),
    ])

  static let defaults = KeyTable(
    "`defaults`",
    [
      .optional("timeout", "how long an attempt may take"),
      .optional("retry", "how the steps before the pivot are retried"),
      .optional("compensate", "how undos are retried"), .optional("idempotency", "how long keys are remembered"),
    ])
  static let undoDefaults = KeyTable(
    "`defaults.compensate`", [.required("retry", "how undos are retried")])
  static let keyDefaults = KeyTable(
    "`defaults.idempotency`", [.required("ttl", "how long a service remembers a key")])

  static let outcome = KeyTable(
    "`outcome`",
    [
      .optional("completed", "with the end `completed`"),
      .optional("compensating", "with the turn to compensation"),
      .optional("compensated", "with the end `compensated`"), .optional("stuck", "when an operator must act"),
    ])
  static let effects = KeyTable(
    "an outcome", [.optional("state", "the state to enter"), .optional("emits", "the events to emit")])

  static let contracts = KeyTable(
    "contracts",
    [
      .required("skald", "the version of the language"), .optional("services", "who offers what"),
      .optional("events", "which events exist"), .optional("entities", "the tables of states"),
      .optional("retry", "the named retry policies"),
    ])
  static let operation = KeyTable(
    "an operation",
    [
      .optional("in", "the arguments"), .optional("out", "the result"),
      .optional("refuses", "the codes of its business refusals"),
      .optional("effect", "whether it changes anything"),
      .optional("idempotent", "how it treats repeated calls"),
      .optional("remembersRefusals", "whether a repeat answers the same refusal"),
      .optional("keyTTL", "how long it remembers a key"),
      .optional("concurrency", "how many calls it bears at once"),
      .optional("barrier", "whether it refuses to act once its undo came"),
      .optional("needs", "the operations whose results it works on"),
    ])
  static let event = KeyTable(
    "an event",
    [
      .optional("topic", "what carries it"), .optional("key", "the field by which it is correlated"),
      .optional("data", "the shape of its data"),
      .optional("external", "whether it comes from or goes to somebody outside"),
      .optional("public", "whether others may consume it"),
    ])
  static let entity = KeyTable(
    "an entity",
    [
      .required("starts", "the state it is in at first"), .required("states", "the states and their moves"),
      .optional("locked", "the states in which it belongs to its saga"),
      .optional("whenLocked", "what others get meanwhile"),
    ])
  static let policy = KeyTable(
    "a retry policy",
    [
      .optional("attempts", "how many, the first one included"), .optional("wait", "the first wait"),
      .optional("factor", "by how much each wait grows"), .optional("max", "the longest wait"),
      .optional("jitter", "`full` or `none`"),
    ])

  static let undo = KeyTable(
    "an undo",
    [
      .required("call", "the operation"), .optional("with", "the arguments"), .optional("retry", "how it is retried"),
      .optional("timeout", "how long an attempt may take"), .optional("emits", "the events with its success"),
    ])
  static let alternative = KeyTable(
    "a `catch` entry",
    [.optional("steps", "the alternative"), .optional("then", "`continue` or `compensate`")])
  static let branch = KeyTable("a branch", [.required("steps", "what is done")])
  static let choiceCase = KeyTable(
    "a case",
    [
      .optional("if", "the condition"), .optional("steps", "what is done"), .optional("fail", "the failure's code"),
      .optional("message", "the failure's message"),
    ])
}
