import FoundationEssentials
import FuzzSupport
import SkaldCore
import SkaldDiagnostics
import SkaldLanguage
import SkaldValue

/// A journal: the first byte names a program, the first line is the input, each line after it a row.
///
/// The machine takes up each row that can be read, whatever it says; see ``Journal``.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let input = unsafe bytes(start, count)
  guard let first = input.first else { return 0 }
  let rows = input.dropFirst().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { Array($0) }
  let data = rows.first.flatMap { try? JSON.parse($0) } ?? .object(JSONObject())
  var journal = Journal(programs[Int(first) % programs.count], input: data)
  for row in rows.dropFirst() { journal.take(row) }
  journal.check()
  return 0
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
