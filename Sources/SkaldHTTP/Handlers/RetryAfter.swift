internal import SkaldValue

/// The `Retry-After` field ([RFC 9110](https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3)).
enum RetryAfter {
  /// The longest wait that a service can ask for; more is most likely a mistake, and the step's policy goes on.
  static let waitMax = Milliseconds.hours(24)

  /// How long to wait; nil where the field is neither a number of seconds nor a date.
  static func wait(_ field: String, now: Timestamp) -> Milliseconds? {
    if !field.isEmpty, field.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
      guard let seconds = Int64(field), seconds <= waitMax.count / 1000 else { return waitMax }
      return .seconds(seconds)
    }
    guard let date = Timestamp(httpDate: field) else { return nil }
    return min(max(date - now, Milliseconds(0)), waitMax)
  }
}

extension Timestamp {
  private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

  /// Reads a date of HTTP in its three forms: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and
  /// `Sun Nov  6 08:49:37 1994`. Nil for anything else.
  init?(httpDate text: String) {
    let words = text.split { " ,-".contains($0) }.map { String($0) }
    switch words.count {
    case 6 where words[5] == "GMT":
      let year = words[3].utf8.count == 2 ? Self.century(of: words[3]) + words[3] : words[3]
      self.init(day: words[1], month: words[2], year: year, time: words[4])
    case 5: self.init(day: words[2], month: words[1], year: words[4], time: words[3])
    default: return nil
    }
  }

  /// Of years with two digits, RFC 9110 takes the past one where the other is far ahead.
  private static func century(of year: String) -> String { year < "70" ? "20" : "19" }

  private init?(day: String, month: String, year: String, time: String) {
    guard let index = Self.months.firstIndex(of: month), year.utf8.count == 4, time.utf8.count == 8,
      (1...2).contains(day.utf8.count)
    else { return nil }
    func padded(_ digits: String) -> String { digits.utf8.count == 1 ? "0" + digits : digits }
    self.init(text: "\(year)-\(padded(String(index + 1)))-\(padded(day))T\(time)Z")
  }
}
