/// What a key takes, as far as it can be said without the names of a project: what editors complete and check by.
package indirect enum KeyShape: Sendable {
  /// Version 1 of the language.
  case version
  /// A text of any form, or one that a pattern describes.
  case text(pattern: String? = nil)
  /// True or false.
  case bool
  /// A whole number.
  case integer(atLeast: Int)
  /// A number.
  case number(atLeast: Int)
  /// A length of time.
  case duration(orForever: Bool = false)
  /// One of a few words.
  case words([String])
  /// An expression, bare or as `${…}`.
  case expression
  /// Any value, with expressions in it.
  case value
  /// Named values, with expressions in them.
  case fields
  /// The shape of a value.
  case type
  /// The shapes of fields.
  case types
  /// A list of steps.
  case steps
  /// A construct with keys of its own.
  case table(KeyTable)
  /// A list.
  case list(KeyShape)
  /// A mapping whose keys are the author's own names.
  case map(KeyShape)
  /// A mapping with one key of the author's own, and maybe another one beside it.
  case single(KeyShape, beside: String, KeyShape)
  /// Nothing at all.
  case nothing
  /// One of several.
  case either([KeyShape])

  /// A name of a certain form.
  static func name(_ form: NameForm) -> KeyShape { .text(pattern: form.expression) }
  /// An operation, `service.action`.
  static let operation = KeyShape.text(pattern: "^[a-z][a-z0-9-]*\\.[A-Za-z][A-Za-z0-9_-]*$")
  /// A text, or a list of texts.
  static let texts = oneOrMore(.text())
  /// A retry policy, or the name of one.
  static let retry = KeyShape.either([.name(.dashed), .table(KeyCatalog.policy)])
  /// Events, with or without fields that are written out.
  static let emissions = oneOrMore(.either([.name(.event), .map(.either([.fields, .nothing]))]))
  /// The moves of entities: of the only one, or of each.
  static let moves = KeyShape.either([.text(), .map(.text())])
  /// An undo: a call, several calls, or none.
  static let undo = oneOrMore(.either([.words(["none"]), .operation, .table(KeyCatalog.undo)]))
  /// Alternatives by code.
  static let catches = KeyShape.map(.table(KeyCatalog.alternative))
  /// Words to search by: a list of names, or names with values.
  static let labels = KeyShape.either([
    .list(.either([.text(pattern: "^[a-z][a-z0-9._-]{0,62}$"), .bool])), .map(.either([.expression, .nothing])),
  ])
  /// A call as tests write it: `service.action`, or `service.action x3`.
  static let countedCall = KeyShape.text(pattern: "^ *[^ ]+( +x0*[1-9][0-9]*)? *$")
  /// A length of time, or an expression for one.
  static let time = KeyShape.either([.duration(), .text(pattern: "\\$\\{")])
  /// What happens when a time is up.
  static let otherwise = KeyShape.words(["compensate", "continue", "alert"])

  /// A shape, or a list of them.
  static func oneOrMore(_ shape: KeyShape) -> KeyShape { .either([shape, .list(shape)]) }
}

extension NameForm {
  /// The form as a regular expression of ECMA-262.
  var expression: String {
    switch self {
    case .dashed: "^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
    case .identifier: "^[A-Za-z][A-Za-z0-9_-]*$"
    case .event: "^[a-z][a-z0-9]*(-[a-z0-9]+)*(\\.[a-z][a-z0-9]*(-[a-z0-9]+)*)*\\.v[0-9]+$"
    case .word: "^[A-Za-z0-9_]+$"
    }
  }
}
