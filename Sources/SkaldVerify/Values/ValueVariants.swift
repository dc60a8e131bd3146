import CEL
import JSONSchema
import SkaldCore
import SkaldValue

/// The values that an input, a result or an event is tried with: one for everything that a condition of the program
/// asks of it.
///
/// A condition such as `order.total > 100` is tried with totals on either side. So every alternative that depends on one
/// comparison is taken, by the evaluator that runs in production, and no combination is tried that values cannot have.
struct ValueVariants {
  /// How many values one source is tried with: beyond, fields change one at a time.
  static let valuesMax = 8

  private var questions: [String: [FieldQuestion]] = [:]
  private var listPaths: [String: [[String]]] = [:]
  /// Whether not all combinations are tried.
  private(set) var isPartial = false

  /// Reads what a program asks.
  init(_ program: SagaProgram) {
    for question in program.conditions.flatMap({ $0.parsed.questions }) {
      guard let root = question.path.first, question.path.count > 1 || question.question == .isTrue else { continue }
      questions[root, default: []].append(question)
    }
    for list in program.lists {
      for reference in list.parsed.references { listPaths[reference.root, default: []].append(reference.path) }
    }
  }

  /// The values of a source that expressions know by a name, the plainest first.
  mutating func values(of schema: Schema, named names: [String], sample: JSON) -> [JSON] {
    var plain = sample
    for path in names.flatMap({ listPaths[$0] ?? [] }) { plain = plain.withTwoElements(at: path[...]) }
    var values = [schema.accepts(plain) ? plain : sample]
    var paths: [[String]] = []
    let asked = names.flatMap { questions[$0] ?? [] }
    for question in asked where !paths.contains(Array(question.path.dropFirst())) {
      paths.append(Array(question.path.dropFirst()))
    }
    for path in paths {
      let domain = domain(at: path, asked.filter { $0.path.dropFirst().elementsEqual(path) }, schema, values[0])
      let isRoomy = values.count * domain.count <= Self.valuesMax
      if !isRoomy, domain.count > 1 { isPartial = true }
      let bases = isRoomy ? values : [values[0]]
      let more = bases.flatMap { base in domain.map { base.setting($0, at: path[...]) } }
      for value in more where schema.accepts(value) && !values.contains(value) { values.append(value) }
    }
    return values
  }

  /// What a field is tried with; nil for leaving it out.
  private func domain(at path: [String], _ asked: [FieldQuestion], _ schema: Schema, _ sample: JSON) -> [JSON?] {
    var domain: [JSON?] = []
    let known = sample.value(at: path[...])
    func add(_ value: JSON?) { if !domain.contains(value) { domain.append(value) } }
    for question in asked {
      switch question.question {
      case .isPresent:
        add(nil)
        if let known { add(known) }
      case .isTrue: [true, false].forEach { add($0) }
      case .equals(let value):
        add(value)
        others(than: value, schema.field(at: path[...])).forEach { add($0) }
      case .bound(let bound):
        for value in [bound - 1, bound, bound + 1] {
          add(value == value.rounded() ? .int(Int64(value)) : .double(value))
        }
      case .size(let count):
        for length in [max(count - 1, 0), count, count + 1] where length <= 3 {
          add(known?.repeated(Int(length)))
        }
      case .computed:
        if let number = known?.number { [number - 1, number, number + 1].forEach { add(.int(Int64($0))) } }
      }
    }
    return domain
  }

  /// Values that differ from one.
  private func others(than value: JSON, _ schema: Schema?) -> [JSON] {
    if case .oneOf(let values)? = schema?.shorthand { return values.filter { $0 != value } }
    switch value {
    case .bool(let truth): return [.bool(!truth)]
    case .int(let number): return [.int(number + 1)]
    case .double(let number): return [.double(number + 1)]
    case .string(let text): return [.string(text + "-other")]
    case .null, .array, .object: return []
    }
  }
}

extension Schema {
  /// The shape of a field inside.
  fileprivate func field(at path: ArraySlice<String>) -> Schema? {
    guard let name = path.first else { return self }
    return object?.field(name)?.schema.field(at: path.dropFirst())
  }
}

extension JSON {
  fileprivate func value(at path: ArraySlice<String>) -> JSON? {
    guard let name = path.first else { return self }
    return self[name]?.value(at: path.dropFirst())
  }

  /// The same value with another one at a place; nil takes it away.
  fileprivate func setting(_ value: JSON?, at path: ArraySlice<String>) -> JSON {
    guard let name = path.first else { return value ?? self }
    guard var object else { return self }
    object[name] = path.count == 1 ? value : (object[name] ?? [:]).setting(value, at: path.dropFirst())
    return .object(object)
  }

  /// The list with so many elements like its first; the text with so many characters.
  fileprivate func repeated(_ count: Int) -> JSON? {
    switch self {
    case .array(let elements): .array((0..<count).compactMap { $0 < elements.count ? elements[$0] : elements.first })
    case .string: .string(String(repeating: "x", count: count))
    case .null, .bool, .int, .double, .object: nil
    }
  }

  /// The same value with a second element, which differs from the first, in the list at a place.
  fileprivate func withTwoElements(at path: ArraySlice<String>) -> JSON {
    guard let name = path.first else {
      guard case .array(let elements) = self, elements.count == 1 else { return self }
      return .array([elements[0], elements[0].renumbered])
    }
    guard var object, let field = object[name] else { return self }
    object[name] = field.withTwoElements(at: path.dropFirst())
    return .object(object)
  }

  /// Another sample of the same shape.
  private var renumbered: JSON {
    switch self {
    case .int(let number): .int(number + 1)
    case .double(let number): .double(number + 1)
    case .string(let text): .string(text.hasSuffix("-1") ? String(text.dropLast(2)) + "-2" : text)
    case .array(let elements): .array(elements.map(\.renumbered))
    case .object(let object): .object(JSONObject(object.members.map { ($0.name, $0.value.renumbered) }))
    case .null, .bool: self
    }
  }
}
