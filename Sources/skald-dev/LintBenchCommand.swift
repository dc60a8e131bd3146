import ArgumentParser
import Foundation
import SkaldValue

/// Measures the linter as its users meet it: from the start of the command to its end.
struct LintBenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "lint-bench",
    abstract: "Measure `skald lint`: a thousand files, a thousand lines, one small file.",
    discussion: """
      Writes sagas to a folder of its own, lints them with the given command, and prints the medians as JSON.

      Example: skald-dev lint-bench --skald .build/release/skald
      """)

  @Option(help: "The command to measure.")
  var skald: String

  @Option(help: "How often each is measured.")
  var times = 5

  func run() throws {
    guard times > 0 else { throw ValidationError("--times counts from 1") }
    let folder = FileManager.default.temporaryDirectory.appending(path: "skald-lint-bench-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try BenchSagas.write(to: folder)
    let files = try median(of: folder.appending(path: "many").path)
    let lines = try median(of: folder.appending(path: "long").path)
    let small = try median(of: folder.appending(path: "small/small.saga.yaml").path)
    let figures = JSONObject([
      ("files_1000_s", .double(Self.rounded(files / 1000))),
      ("lines_1000_ms", .double(Self.rounded(lines))),
      ("small_file_ms", .double(Self.rounded(small))),
    ])
    print(JSON.object(figures).text)
  }

  /// The middle of several measurements of one lint, in milliseconds.
  private func median(of path: String) throws -> Double {
    let all = try (0..<times).map { _ in try milliseconds(linting: path) }.sorted()
    return all[all.count / 2]
  }

  private func milliseconds(linting path: String) throws -> Double {
    let process = Process()
    process.executableURL = URL(filePath: skald)
    process.arguments = ["lint", path]
    // A configuration where the bench is run would be read, too.
    process.currentDirectoryURL = FileManager.default.temporaryDirectory
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    let clock = ContinuousClock()
    let start = clock.now
    try process.run()
    let findings = output.fileHandleForReading.readDataToEndOfFile()
    // The output closes with the command's end; to be told of that end takes Foundation up to 50 ms more.
    let time = clock.now - start
    process.waitUntilExit()
    // A lint that finds something does other work than the one that is to be measured.
    guard process.terminationStatus == 0, findings.isEmpty else {
      throw ValidationError("\(path) has findings: \(String(decoding: findings, as: UTF8.self).prefix(400))")
    }
    return time / .milliseconds(1)
  }

  private static func rounded(_ number: Double) -> Double { (number * 1000).rounded() / 1000 }
}

/// Sagas as people write them, without a finding.
enum BenchSagas {
  private static let fileCount = 1000
  private static let stepsOfOne = 20
  private static let linesOfLong = 1000

  /// Writes the folders `many`, `long` and `small`.
  static func write(to folder: URL) throws {
    for number in 1...fileCount {
      try write(
        saga("order-\(number)", steps: stepsOfOne), to: folder.appending(path: "many/order-\(number).saga.yaml"))
    }
    let header = saga("long", steps: 0).split(separator: "\n").count
    let steps = (linesOfLong - header) / step(1).split(separator: "\n").count
    try write(saga("long", steps: steps), to: folder.appending(path: "long/long.saga.yaml"))
    try write(saga("small", steps: 4), to: folder.appending(path: "small/small.saga.yaml"))
    for name in ["many", "long", "small"] {
      try write(contracts, to: folder.appending(path: "\(name)/contracts.yaml"))
    }
  }

  private static func write(_ text: String, to file: URL) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  private static func saga(_ name: String, steps: Int) -> String {
    """
    skald: 1
    saga: \(name)
    use: [contracts.yaml]
    input: { orderId: int, amount: int, vip: bool }
    key: ${input.orderId}
    steps:
    \((0..<steps).map { step($0 + 1) }.joined())
      - { step: ship, call: delivery.request, with: { orderId: "${input.orderId}" }, pivot: true }

    """
  }

  private static func step(_ number: Int) -> String {
    """
      - step: charge\(number)
        call: payment.charge
        if: input.vip || input.amount > \(number)
        with: { orderId: "${input.orderId}", amount: "${input.amount + \(number)}" }
        idempotencyKey: order-${input.orderId}-\(number)
        compensate:
          call: payment.refund
          with: { orderId: "${input.orderId}", reason: "${saga.failure.code}" }

    """
  }

  private static let contracts = """
    skald: 1
    services:
      payment:
        charge:
          in: { orderId: int, amount: int }
          out: { paymentId: string }
          refuses: [card_declined]
          keyTTL: forever
        refund:
          in: { orderId: int, reason: string }
          idempotent: natural
      delivery:
        request: { in: { orderId: int }, keyTTL: forever }

    """
}
