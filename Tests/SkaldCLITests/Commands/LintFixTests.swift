import Foundation
import SkaldValue
import Testing

@Suite("skald lint puts findings right")
struct LintFixTests {
  /// Two keys with a fix each, in a file with a Windows line end and no line break at its end.
  static let broken = """
    skald: 1
    saga: order   # the name\r
    dedline: 1h
    steps:
      - { step: ship, call: delivery.request, timeot: 5s, pivot: true }
    """
  static let mended = broken.replacing("dedline", with: "deadline").replacing("timeot", with: "timeout")

  private func project() throws -> Scratch {
    let scratch = try Scratch()
    try scratch.write(Self.broken, to: "sagas/a.saga.yaml")
    return scratch
  }

  private func text(_ scratch: Scratch) throws -> String {
    String(decoding: try Data(contentsOf: scratch.folder.appending(path: "sagas/a.saga.yaml")), as: UTF8.self)
  }

  @Test("in the file, byte for byte the same elsewhere, and lints again")
  func fixes() throws {
    let scratch = try project()
    let run = try CommandRun(["lint", "--fix"], in: scratch.folder)
    #expect(try text(scratch) == Self.mended)
    #expect(run.code == 0)
    #expect(run.out.isEmpty)
    #expect(run.err.contains("fixed sagas/a.saga.yaml:3:1: SK101"))
    #expect(run.err.contains("2 findings fixed in 1 file"))
    #expect(run.err.contains("1 file, 0 errors, 0 warnings"))
  }

  @Test("keeps the mode of the file, and the file behind a link")
  func modes() throws {
    let scratch = try project()
    let file = scratch.folder.appending(path: "sagas/a.saga.yaml")
    let home = scratch.folder.appending(path: "home.yaml")
    try FileManager.default.moveItem(at: file, to: home)
    try FileManager.default.setAttributes([.posixPermissions: 0o640], ofItemAtPath: home.path)
    try FileManager.default.createSymbolicLink(at: file, withDestinationURL: home)
    #expect(try CommandRun(["lint", "--fix", "sagas/a.saga.yaml"], in: scratch.folder).code == 0)
    #expect(try text(scratch) == Self.mended)
    let attributes = try FileManager.default.attributesOfItem(atPath: home.path)
    #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o640)
    let link = try FileManager.default.attributesOfItem(atPath: file.path)
    #expect(link[.type] as? FileAttributeType == .typeSymbolicLink)
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: scratch.folder.path).sorted() == ["home.yaml", "sagas"])
  }

  @Test("what has no fix is left and reported")
  func leaves() throws {
    let scratch = try project()
    try scratch.write(
      "skald: 1\nsaga: pay\nsteps:\n  - { step: charge, call: a.b, timeot: 1s }\n", to: "sagas/b.saga.yaml")
    let run = try CommandRun(["lint", "--fix", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(try run.json["findings"]?.array?.compactMap { $0["code"] } == ["SK501"])
  }

  @Test("an edit that would double a key is not put in, those of other files are")
  func doubles() throws {
    let scratch = try project()
    let double = "skald: 1\nsaga: pay\nsteps:\n  - { step: a, call: b.c, timeout: 1s, timeot: 2s, pivot: true }\n"
    try scratch.write(double, to: "sagas/b.saga.yaml")
    let run = try CommandRun(["lint", "--fix", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(try run.json["findings"]?.array?.compactMap { $0["code"] } == ["SK101"])
    #expect(try String(contentsOf: scratch.folder.appending(path: "sagas/b.saga.yaml"), encoding: .utf8) == double)
    #expect(try text(scratch) == Self.mended)
  }

  @Test("where one fault is gone, others are seen")
  func reveals() throws {
    let scratch = try Scratch()
    let text = "skald: 1\nsaga: pay\nstpes:\n  - { step: charge, call: a.b }\n  - { step: c, call: d.e, timeot: 1s }\n"
    try scratch.write(text, to: "sagas/a.saga.yaml")
    let run = try CommandRun(["lint", "--fix", "--format", "json"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(
      try self.text(scratch) == text.replacing("stpes", with: "steps").replacing("timeot", with: "timeout"))
    #expect(try run.json["findings"]?.array?.isEmpty == false)
  }

  @Test("--diff shows the edits, changes nothing, and fails where there are any")
  func differences() throws {
    let scratch = try project()
    let run = try CommandRun(["lint", "--diff"], in: scratch.folder)
    #expect(run.code == 1)
    #expect(
      run.out == """
        --- a/sagas/a.saga.yaml
        +++ b/sagas/a.saga.yaml
        @@ -1,5 +1,5 @@
         skald: 1
         saga: order   # the name\r
        -dedline: 1h
        +deadline: 1h
         steps:
        -  - { step: ship, call: delivery.request, timeot: 5s, pivot: true }
        \\ No newline at end of file
        +  - { step: ship, call: delivery.request, timeout: 5s, pivot: true }
        \\ No newline at end of file

        """)
    #expect(try text(scratch) == Self.broken)
    try scratch.write(Self.mended, to: "sagas/a.saga.yaml")
    let clean = try CommandRun(["lint", "--diff"], in: scratch.folder)
    #expect(clean.code == 0)
    #expect(clean.out.isEmpty)
  }

  @Test("git applies the difference")
  func applies() throws {
    let scratch = try project()
    let patch = scratch.folder.appending(path: "fix.patch")
    try CommandRun(["lint", "--diff"], in: scratch.folder).out.write(to: patch, atomically: true, encoding: .utf8)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments = ["apply", "fix.patch"]
    process.currentDirectoryURL = scratch.folder
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try text(scratch) == Self.mended)
  }

  @Test("a text on the standard input comes out mended, with findings beside it")
  func pipes() throws {
    let run = try CommandRun(["lint", "--fix", "-"], input: Self.broken)
    #expect(run.code == 0)
    #expect(Array(run.out.utf8) == Array(Self.mended.utf8))
    let rest = try CommandRun(
      ["lint", "--fix", "-"], input: "skald: 1\nsaga: a\nsteps:\n  - { step: a, call: b.c, timeot: 1s }\n")
    #expect(rest.code == 1)
    #expect(rest.out == "skald: 1\nsaga: a\nsteps:\n  - { step: a, call: b.c, timeout: 1s }\n")
    #expect(rest.err.contains("SK501"))
    #expect(try CommandRun(["lint", "--diff", "-"], input: Self.broken).out.hasPrefix("--- a/<stdin>"))
  }

  @Test(
    "actions that exclude each other are a misuse",
    arguments: [
      ["--fix", "--diff"], ["--fix", "--write-baseline", "b"], ["--diff", "--write-baseline", "b"], ["-", "a"],
    ])
  func misuse(flags: [String]) throws {
    #expect(try CommandRun(["lint"] + flags).code == 2)
  }

  @Test("a text in a pipe is read as one in a file is")
  func realPipe() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "printf 'skald: 1\\nsaga: a\\nstpes: []\\n' | \"$0\" lint -", try Self.skald()]
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    let out = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(out.contains("<stdin>:3:1"))
  }

  private static func skald() throws -> String { try CommandRun.executable().path }
}
