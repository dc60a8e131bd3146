/// One thing that is not as a scenario says that it must be.
public struct ScenarioDifference: Sendable, Hashable, CustomStringConvertible {
  /// The word of `expect`, such as `calls`; `start` or `run` where the case could not be played.
  public let aspect: String
  /// The operation or the entity; nil where the word stands for itself.
  public let subject: String?
  /// What must be: the entries of a list, or one value.
  public let expected: [String]
  /// What is.
  public let found: [String]
  /// Where the expectation stands.
  public let place: Scenario.Place
  /// The commit after which the engine ended; nil where it did not.
  public var crash: Int?

  let isList: Bool

  init(
    aspect: String, subject: String?, expected: [String], found: [String], place: Scenario.Place, isList: Bool,
    crash: Int? = nil
  ) {
    self.aspect = aspect
    self.subject = subject
    self.expected = expected
    self.found = found
    self.place = place
    self.isList = isList
    self.crash = crash
  }

  /// What it is about.
  public var title: String { subject.map { "\(aspect) of \($0)" } ?? aspect }

  /// What differs, in one line or as the lines of a list: those with `-` are missing, those with `+` are too many.
  public var description: String {
    let end = crash.map { ", where the engine ends after commit \($0)" } ?? ""
    guard isList else {
      return "\(title)\(end): expected \(expected.joined()), found \(found.joined())"
    }
    return (["\(title)\(end) (- expected, + found):"] + lines.map { "  \($0)" }).joined(separator: "\n")
  }

  /// The entries of both lists.
  private var lines: [String] {
    let changes = found.difference(from: expected)
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in changes {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [String] = []
    var (left, right) = (0, 0)
    while left < expected.count || right < found.count {
      if removed.contains(left) {
        lines.append("- \(expected[left])")
        left += 1
      } else if inserted.contains(right) {
        lines.append("+ \(found[right])")
        right += 1
      } else {
        lines.append("  \(expected[left])")
        (left, right) = (left + 1, right + 1)
      }
    }
    return lines
  }
}
