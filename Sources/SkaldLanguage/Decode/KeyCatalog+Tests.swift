extension KeyCatalog {
  static let tests = KeyTable(
    "tests",
    [
      .required("skald", "the version of the language", .version),
      .required("tests", "the file of the definition", .text()),
      .optional("about", "what they are for", .text()), .optional("given", "values to share by YAML anchors", .value),
      .required("cases", "the scenarios", .list(.table(testCase))),
    ])

  static let testCase = KeyTable(
    "a test case",
    [
      .required("name", "what it shows", .text()), .optional("start", "the input of the saga", .value),
      .optional("events", "the events from outside", .list(.single(.value, beside: "at", .duration()))),
      .optional("services", "what the services answer", .map(.oneOrMore(.table(answer)))),
      .optional("operator", "what an operator does", .list(.table(operatorAct))),
      .optional("crash", "`everywhere`: once for each commit", .words(["everywhere"])),
      .required("expect", "what it must come to", .table(expectation)),
    ])

  static let answer = KeyTable(
    "an answer",
    [
      .optional("returns", "the result", .value), .optional("refuses", "the code of a refusal", .text()),
      .optional("fails", "how many attempts fail before", .integer(atLeast: 1)),
      .optional("times-out", "how many attempts take effect before and lose the answer", .integer(atLeast: 1)),
      .optional("hangs", "how many attempts are never answered before", .integer(atLeast: 1)),
      .optional("late", "how long after its attempt was given up the answer comes", .duration()),
    ])

  static let operatorAct = KeyTable(
    "an act of an operator",
    [.required("cancel", "an empty map", .map(.value)), .optional("at", "when, from the start on", .duration())])

  static let failure = KeyTable(
    "a failure",
    [
      .optional("code", "its code", .text()), .optional("step", "the step at fault", .text()),
      .optional("message", "its message", .text()),
    ])

  static let expectation = KeyTable(
    "`expect`",
    [
      .optional(
        "outcome", "the status at the end, or `stuck`",
        .words(["completed", "compensated", "failed", "terminated", "stuck"])),
      .optional("calls", "all calls, in order", .list(.countedCall)),
      .optional("states", "the states of entities, in order", .map(.list(.text()))),
      .optional("emits", "all events, in order", .texts),
      .optional("output", "the saga's result", .value),
      .optional("failure", "the failure", .either([.text(), .table(failure)])),
      .optional("elapsed", "how long it takes", .duration()),
      .optional("idempotencyKeys", "the keys of operations", .map(.texts)),
      .optional("effects", "how often operations take effect", .map(.integer(atLeast: 0))),
    ])
}
