package import SkaldValue

extension Template {
  /// The value as people write it, with `${expr}` for what is computed.
  package var readable: JSON {
    switch self {
    case .literal(let value): value
    case .expression(let expression): .string("${\(expression.source)}")
    case .text(let pieces): .string(pieces.map(\.readable).joined())
    case .list(let elements): .array(elements.map(\.readable))
    case .object(let fields): .object(JSONObject(fields.map { ($0.name, $0.value.readable) }))
    }
  }
}

extension Template.Piece {
  fileprivate var readable: String {
    switch self {
    case .literal(let text): text
    case .expression(let expression): "${\(expression.source)}"
    }
  }
}
