import CEL
import SkaldCore
import SkaldRuntime
import SkaldValue

/// What a condition on instances can ask for. A text that an instance does not have is empty.
struct InstanceFields: Activation {
  let row: InstanceRow
  let version: Int
  let now: Timestamp

  /// The fields with their types.
  static let types: TypeEnvironment = [
    "saga": .string, "version": .int, "status": .string, "key": .string, "stuck": .bool, "paused": .bool,
    "failing": .bool,
    "step": .string, "code": .string, "createdAt": .timestamp, "updatedAt": .timestamp, "age": .duration,
  ]

  func value(named name: String) -> Value? {
    switch name {
    case "saga": .string(row.saga)
    case "version": .int(Int64(version))
    case "status": .string(row.status.rawValue)
    case "key": .string(row.key ?? "")
    case "stuck": .bool(row.isStuck)
    case "paused": .bool(row.isPaused)
    case "failing": .bool(row.isFailing)
    case "step": .string(row.step ?? "")
    case "code": .string(row.code ?? "")
    case "createdAt": Self.time(row.startedAt)
    case "updatedAt": Self.time(row.updatedAt)
    case "age": .duration(CELDuration(nanoseconds: (now - row.startedAt).count &* 1_000_000))
    default: nil
    }
  }

  private static func time(_ time: Timestamp) -> Value? {
    let (seconds, rest) = time.milliseconds.quotientAndRemainder(dividingBy: 1000)
    return CELTimestamp(seconds: seconds, nanoseconds: Int32(rest) * 1_000_000).map { .timestamp($0) }
  }
}
