extension FunctionCatalog {
  /// `timestamp` and `duration`.
  static let timeConversions: [Function] = [
    Function(
      "timestamp", [.string, .int, .timestamp].map { .init([$0], .timestamp) },
      .one { value, _ throws(Failure) in
        switch value {
        case .timestamp: return value
        case .int(let seconds):
          guard let time = CELTimestamp(seconds: seconds) else { throw Operators.overflow("a timestamp") }
          return .timestamp(time)
        case .string(let text):
          guard let time = CELTimestamp(text: text) else {
            throw Failure(.invalidArgument, "the text is not a time such as 2026-01-31T08:00:00Z")
          }
          return .timestamp(time)
        case .null, .bool, .uint, .double, .bytes, .list, .map, .duration, .type:
          throw function("timestamp", rejects: [value])
        }
      }),
    Function(
      "duration", [.string, .duration].map { .init([$0], .duration) },
      .one { value, _ throws(Failure) in
        switch value {
        case .duration: return value
        case .string(let text):
          guard let length = CELDuration(text: text) else {
            throw Failure(.invalidArgument, "the text is not a length of time such as 1h30m, or is too long")
          }
          return .duration(length)
        case .null, .bool, .int, .uint, .double, .bytes, .list, .map, .timestamp, .type:
          throw function("duration", rejects: [value])
        }
      }),
  ]

  /// The parts of a timestamp, in UTC or at a fixed offset, and of a duration.
  static let timeGetters: [Function] = [
    getter("getFullYear") { $0.year },
    getter("getMonth") { $0.month - 1 },
    getter("getDate") { $0.day },
    getter("getDayOfMonth") { $0.day - 1 },
    getter("getDayOfWeek") { $0.dayOfWeek },
    getter("getDayOfYear") { $0.dayOfYear },
    getter("getHours", duration: { $0.nanoseconds / (3600 * CELDuration.second) }) { $0.hour },
    getter("getMinutes", duration: { $0.nanoseconds / (60 * CELDuration.second) }) { $0.minute },
    getter("getSeconds", duration: { $0.nanoseconds / CELDuration.second }) { $0.second },
    milliseconds,
  ]

  /// The milliseconds within the second, of a timestamp and of a duration alike.
  private static let milliseconds = Function(
    "getMilliseconds",
    [.init([.timestamp], .int), .init([.timestamp, .string], .int), .init([.duration], .int)],
    .many { arguments, _ throws(Failure) in
      switch arguments.first {
      case .timestamp(let time):
        _ = try offset(arguments, "getMilliseconds")
        return .int(Int64(time.nanoseconds / 1_000_000))
      case .duration(let length) where arguments.count == 1:
        return .int(length.nanoseconds % CELDuration.second / 1_000_000)
      default: throw function("getMilliseconds", rejects: arguments)
      }
    })

  private static func getter(
    _ name: String, duration: (@Sendable (CELDuration) -> Int64)? = nil,
    _ timestamp: @escaping @Sendable (Civil) -> Int64
  ) -> Function {
    var overloads: [Function.Overload] = [.init([.timestamp], .int), .init([.timestamp, .string], .int)]
    if duration != nil { overloads.append(.init([.duration], .int)) }
    return Function(
      name, overloads,
      .many { arguments, _ throws(Failure) in
        switch arguments.first {
        case .timestamp(let time):
          return .int(timestamp(Civil(seconds: time.seconds + (try offset(arguments, name)))))
        case .duration(let length):
          guard let duration, arguments.count == 1 else { throw function(name, rejects: arguments) }
          return .int(duration(length))
        default: throw function(name, rejects: arguments)
        }
      })
  }

  /// The offset from UTC in seconds that the second argument names. Named zones are refused: what they mean depends on
  /// the time zone data of the machine.
  private static func offset(_ arguments: [Value], _ name: String) throws(Failure) -> Int64 {
    guard arguments.count > 1 else { return 0 }
    guard arguments.count == 2, case .string(let zone) = arguments[1] else { throw function(name, rejects: arguments) }
    if ["UTC", "Z", ""].contains(zone) { return 0 }
    var reader = TimeReader(zone)
    let isNegative = reader.take("-")
    if !isNegative { _ = reader.take("+") }
    guard let seconds = reader.hoursAndMinutes(), reader.isAtEnd else {
      throw Failure(.invalidArgument, "a time zone is `UTC` or a fixed offset such as `+02:00`")
    }
    return isNegative ? -seconds : seconds
  }
}
