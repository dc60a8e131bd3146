import JSONSchema
import SkaldCore
import SkaldRuntime
import SkaldValue

/// Whether a schedule can be as somebody wants it.
extension Kernel {
  /// How many there may be.
  private static let schedulesMax = 10_000
  private static let nameLengthMax = 64
  /// What is shorter would be missed by an engine that is only busy; what is longer is most likely a slip.
  private static let catchUpRange = Milliseconds.seconds(10)...Milliseconds.days(31)

  /// What is wrong with a plan; nil for nothing.
  func fault(of plan: ScheduleRow.Plan, named name: String) -> EngineError? {
    if schedules.count >= Self.schedulesMax, schedules[name] == nil {
      return EngineError(code: .notPossible, message: "there are \(Self.schedulesMax) schedules, the most that may be")
    }
    var errors = faults(of: plan, named: name)
    if errors.isEmpty { errors = faultsOfInput(plan, named: name) }
    guard !errors.isEmpty else { return nil }
    return EngineError(code: .scheduleInvalid, message: "the schedule is not as it must be", errors: errors)
  }

  private func faults(of plan: ScheduleRow.Plan, named name: String) -> [SchemaViolation] {
    var errors: [SchemaViolation] = []
    func expect(_ holds: Bool, _ path: String, _ message: String) {
      if !holds { errors.append(SchemaViolation(path: path, message: message)) }
    }
    let isName = name.utf8.allSatisfy { byte in
      (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || [0x2D, 0x2E, 0x5F].contains(byte)
    }
    expect(
      isName && (1...Self.nameLengthMax).contains(name.utf8.count), "name",
      "expected 1 to \(Self.nameLengthMax) letters, digits, `-`, `_` or `.`")
    do throws(ScheduleFault) { _ = try LiveSchedule.calendar(of: plan, options.zones) } catch {
      expect(false, error.path, error.message)
    }
    let range = Self.catchUpRange
    expect(
      range.contains(plan.catchUp), "catchUp",
      "expected \(range.lowerBound.text) to \(range.upperBound.text), found \(plan.catchUp.text)")
    if let field = plan.timeField {
      expect(!field.isEmpty && plan.input.object != nil, "timeField", "expected the name of a field of the input")
      expect(plan.input[field] == nil, "timeField", "the input has a value for `\(field)`: leave it out")
    }
    if let key = plan.key {
      expect(key.contains("{time}"), "key", "expected `{time}` in it: each time needs a key of its own")
      expect(key.utf8.count <= 200, "key", "expected 200 bytes at most")
    }
    return errors
  }

  /// What the saga would say to the instance of a time.
  private func faultsOfInput(_ plan: ScheduleRow.Plan, named name: String) -> [SchemaViolation] {
    let definition: Definition
    do throws(EngineError) { definition = try startable(plan.saga) } catch {
      return [SchemaViolation(path: "saga", message: error.message)]
    }
    if definition.program.key != nil, plan.key != nil {
      return [SchemaViolation(path: "key", message: "`\(plan.saga)` computes its key from the input: leave it out")]
    }
    let row = ScheduleRow(name: name, plan: plan, at: now, by: "")
    do throws(EngineError) {
      _ = try startKey(definition, input: row.input(at: now), given: nil)
      return []
    } catch {
      return error.errors.map { fault in
        let isInside = !fault.path.isEmpty && !fault.path.hasPrefix("[")
        return SchemaViolation(path: "input" + (isInside ? "." : "") + fault.path, message: fault.message)
      }
    }
  }
}
