import FoundationEssentials
import FuzzSupport
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue

/// A journal: the first byte names a program, the first line is the input, each line after it a row.
///
/// Rows are events in the form that stores keep; the machine takes up each that can be read, whatever it says.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe bytes(start, count)
  guard let first = input.first else { return 0 }
  let program = programs[Int(first) % programs.count]
  let rows = input.dropFirst().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
  let data = rows.first.flatMap { try? JSON.parse(Array($0)) } ?? .object(JSONObject())
  var events: [SagaEvent] = []
  for (number, row) in rows.dropFirst().enumerated() {
    guard let event = read(Array(row), at: number) else { continue }
    events.append(event)
  }
  let begin = Start(uid: "f", key: nil, input: data)
  expect(run(program, begin, events) == run(program, begin, events), "two runs of the same events differ")
  return 0
}

private func read(_ row: [UInt8], at number: Int) -> SagaEvent? {
  let time = Timestamp(milliseconds: 1_700_000_000_000 + Int64(number) * 60_000)
  guard let event = try? SagaEvent(at: time, encoded: row) else { return nil }
  expect((try? SagaEvent(at: time, encoded: event.encoded)) == event, "\(event) is not read as it was written")
  return event
}

private func run(_ program: SagaProgram, _ begin: Start, _ events: [SagaEvent]) -> SagaState {
  var (state, _) = Machine.begin(program, at: Timestamp(milliseconds: 1_700_000_000_000), begin)
  for event in events { _ = Machine.reduce(program, &state, event) }
  _ = state.snapshot(program, definition: "")
  return state
}

/// A saga with every construct of the language, and one without.
private let programs: [SagaProgram] = [["Corpus/FrontEnd/trip.saga.yaml"], samples].flatMap { files in
  let sources = files.map { SourceText(path: $0, bytes: Array(contents(of: $0))) }
  let compilation = Compiler.compile(sources, projectFolder: "../../sagas")
  return compilation.sagas.compactMap { $0.program }
}

private let samples = ["../../sagas/contracts.yaml", "../../sagas/place-order.saga.yaml"]

/// A file of the fuzzers' folder.
private func contents(of path: String) -> Data {
  let folder = URL(filePath: #filePath).appending(path: "../../..").standardized
  let data = try? Data(contentsOf: folder.appending(path: path))
  expect(data != nil, "cannot read \(path)")
  return data ?? Data()
}
