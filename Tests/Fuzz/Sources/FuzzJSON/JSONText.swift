import FuzzSupport
import JSONSchema
import SkaldValue

/// A JSON text: read, written, read again, and decoded as a value; of a list of two the first is a schema for the second.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe bytes(start, count)
  do throws(JSONError) {
    let value = try JSON.parse(input)
    let text = value.text
    expect((try? JSON.parse(text)) == value, "`\(text)` is not read as it was written")
    _ = Timestamp(text: text)
    _ = Milliseconds(text: text)
    if let schema = try? value.decode(Schema.self) { _ = schema.violations(of: value) }
    expect((try? value.decode(JSON.self)) == value, "`\(text)` is not decoded as it is")
    if let pair = value.array, pair.count == 2 { check(pair[1], against: pair[0]) }
  } catch {
    expect((0...count).contains(error.offset), "`\(error.message)` is at \(error.offset) of \(count)")
  }
  return 0
}

/// How long a check against a schema may take.
private let budgetMilliseconds = 200

private func check(_ value: JSON, against schema: JSON) {
  guard let schema = try? SchemaDocument(schema) else { return }
  let time = milliseconds { _ = schema.mismatches(with: value) }
  expect(time <= budgetMilliseconds, "the check took \(time) ms")
}
