import SkaldValue

/// What a check found.
struct Verdict: Sendable, Hashable {
  /// How much it matters.
  enum Level: String, Sendable, CaseIterable {
    /// As it should be.
    case ok
    /// Good to know.
    case note
    /// Something that may go wrong later.
    case warning
    /// Something that is wrong.
    case error
  }

  let level: Level
  /// What was found.
  let message: String
  /// What to do; nil where nothing is to be done.
  let advice: String?

  private init(_ level: Level, _ message: String, _ advice: String?) {
    self.level = level
    self.message = message
    self.advice = advice
  }

  static func ok(_ message: String) -> Verdict { Verdict(.ok, message, nil) }
  static func note(_ message: String, do advice: String? = nil) -> Verdict { Verdict(.note, message, advice) }
  static func warning(_ message: String, do advice: String) -> Verdict { Verdict(.warning, message, advice) }
  static func error(_ message: String, do advice: String) -> Verdict { Verdict(.error, message, advice) }
}

/// One thing that the doctor looks at.
struct DoctorCheck: Sendable {
  /// The word in reports.
  let name: String
  /// Looks; mostly one verdict, none where there is nothing to look at.
  let look: @Sendable (Patient) async -> [Verdict]

  init(_ name: String, _ look: @escaping @Sendable (Patient) async -> [Verdict]) {
    self.name = name
    self.look = look
  }
}
