extension KeyCatalog {
  static let choreography = KeyTable(
    "a choreography",
    [
      .required("skald", "the version of the language", .version),
      .required("choreography", "the name", .name(.dashed)),
      .optional("version", "the number of this definition", .integer(atLeast: 1)),
      .optional("about", "what it is for", .text()),
      .optional("labels", "words to search by", .labels),
      .optional("use", "the contracts it imports", .texts),
      .required("key", "the field that every event carries", .text()),
      .required("starts", "the event that begins a flow", .name(.event)),
      .required("ends", "the events that end a flow", .table(ends)),
      .optional("deadline", "the time after which a flow is overdue", .duration()),
      .optional("defaults", "what holds where a reaction says nothing", .table(defaults)),
      .optional("entity", "the entities whose states it moves", .fields),
      .required("participants", "who reacts to which events", .map(.list(.table(reaction)))),
    ])

  static let ends = KeyTable(
    "`ends`",
    [
      .required("completed", "the event of success", .name(.event)),
      .optional("compensated", "the event of a flow that was undone", .name(.event)),
    ])

  static let reaction = KeyTable(
    "a reaction",
    [
      .required(
        "when", "the event, or the events, that bring it about",
        .either([.oneOrMore(.name(.event)), .table(allEvents)])),
      .optional("if", "the condition under which it happens", .expression),
      .optional("call", "the operation, as service.action", .operation),
      .optional("with", "the arguments", .fields), .optional("idempotencyKey", "the key of the call", .value),
      .optional("timeout", "how long an attempt may take", .duration()),
      .optional("retry", "how it is retried", .retry),
      .optional("pivot", "whether there is no way back after it", .bool),
      .optional("undoes", "the operation that the call undoes", .operation),
      .optional("state", "the state to enter", .moves),
      .optional("emits", "the events with its success", .emissions),
      .optional("refused", "the event with a refusal", .emissions),
    ])

  static let allEvents = KeyTable(
    "`when` with several events", [.required("all", "the events, in any order", .list(.name(.event)))])
}
