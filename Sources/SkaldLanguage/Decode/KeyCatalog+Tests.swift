extension KeyCatalog {
  static let tests = KeyTable(
    "tests",
    [
      .required("skald", "the version of the language"), .required("tests", "the file of the definition"),
      .optional("about", "what they are for"), .optional("given", "values to share by YAML anchors"),
      .required("cases", "the scenarios"),
    ])

  static let testCase = KeyTable(
    "a case",
    [
      .required("name", "what it shows"), .optional("start", "the input of the saga"),
      .optional("events", "the events from outside"), .optional("services", "what the services answer"),
      .optional("operator", "what an operator does"), .optional("crash", "`everywhere`: once for each commit"),
      .required("expect", "what it must come to"),
    ])

  static let answer = KeyTable(
    "an answer",
    [
      .optional("returns", "the result"), .optional("refuses", "the code of a refusal"),
      .optional("fails", "how many attempts fail before"),
      .optional("times-out", "how many attempts take effect before and lose the answer"),
      .optional("hangs", "how many attempts are never answered before"),
      .optional("late", "how long after its attempt was given up the answer comes"),
    ])

  static let operatorAct = KeyTable(
    "an act of an operator", [.required("cancel", "an empty map"), .optional("at", "when, from the start on")])

  static let failure = KeyTable(
    "a failure",
    [.optional("code", "its code"), .optional("step", "the step at fault"), .optional("message", "its message")])

  static let expectation = KeyTable(
    "`expect`",
    [
      .optional("outcome", "the status at the end, or `stuck`"), .optional("calls", "all calls, in order"),
      .optional("states", "the states of entities, in order"), .optional("emits", "all events, in order"),
      .optional("output", "the saga's result"), .optional("failure", "the failure"),
      .optional("elapsed", "how long it takes"), .optional("idempotencyKeys", "the keys of operations"),
      .optional("effects", "how often operations take effect"),
    ])
}
