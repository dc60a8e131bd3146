import SkaldDiagnostics
package import SkaldValue

extension ValueSyntax {
  /// The value, where it is the same every time; nil where there are expressions in it.
  package var constant: JSON? {
    switch self {
    case .literal(let value): return value.value
    case .expression, .text: return nil
    case .list(let items, _):
      let values = items.compactMap { $0.constant }
      return values.count == items.count ? .array(values) : nil
    case .object(let fields, _):
      let members = fields.compactMap { field in field.value.constant.map { (field.name.value, $0) } }
      return members.count == fields.count ? .object(JSONObject(members)) : nil
    }
  }
}
