extension KeyCatalog {
  static let choreography = KeyTable(
    "a choreography",
    [
      .required("skald", "the version of the language"), .required("choreography", "the name"),
      .optional("version", "the number of this definition"), .optional("about", "what it is for"),
      .optional("labels", "words to search by"), .optional("use", "the contracts it imports"),
      .required("key", "the field that every event carries"), .required("starts", "the event that begins a flow"),
      .required("ends", "the events that end a flow"),
      .optional("deadline", "the time after which a flow is overdue"),
      .optional("defaults", "what holds where a reaction says nothing"),
      .optional("entity", "the entities whose states it moves"),
      .required("participants", "who reacts to which events"),
    ])

  static let ends = KeyTable(
    "`ends`",
    [
      .required("completed", "the event of success"), .optional("compensated", "the event of a flow that was undone"),
    ])

  static let reaction = KeyTable(
    "a reaction",
    [
      .required("when", "the event, or the events, that bring it about"),
      .optional("if", "the condition under which it happens"), .optional("call", "the operation, as service.action"),
      .optional("with", "the arguments"), .optional("idempotencyKey", "the key of the call"),
      .optional("timeout", "how long an attempt may take"), .optional("retry", "how it is retried"),
      .optional("pivot", "whether there is no way back after it"),
      .optional("undoes", "the operation that the call undoes"), .optional("state", "the state to enter"),
      .optional("emits", "the events with its success"), .optional("refused", "the event with a refusal"),
    ])

  static let allEvents = KeyTable("`when` with several events", [.required("all", "the events, in any order")])
}
