import SkaldValue

/// How many characters, elements or members a value has.
struct CountKeyword: Keyword {
  enum Counted: String, Sendable {
    case characters, elements, fields

    func count(_ value: JSON) -> Int? {
      switch (self, value) {
      case (.characters, .string(let text)): text.unicodeScalars.count
      case (.elements, .array(let values)): values.count
      case (.fields, .object(let object)): object.count
      default: nil
      }
    }
  }

  private let counted: Counted
  private let bounds: ClosedRange<Int>

  init(_ counted: Counted, atLeast min: Int = 0, atMost max: Int = .max) {
    self.counted = counted
    bounds = min...max
  }

  func accepts(_ value: JSON, _ frame: inout Frame, _ run: inout Run) throws(RunLimit) -> Bool {
    if case .string(let text) = value { try run.spend(text.utf8.count) }
    guard let count = counted.count(value), !bounds.contains(count) else { return true }
    let bound = count < bounds.lowerBound ? "at least \(bounds.lowerBound)" : "at most \(bounds.upperBound)"
    return try run.reject("expected \(bound) \(counted.rawValue), found \(count)", frame)
  }
}
