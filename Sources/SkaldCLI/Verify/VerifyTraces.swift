import FoundationEssentials
import SkaldValue
import SkaldVerify

/// Keeps counterexamples as files that can be told again.
struct VerifyTraces {
  /// Where they are put.
  let folder: String

  func write(_ reports: [VerifyReport]) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFault.misuse("cannot make the folder `\(folder)`")
    }
    for report in reports {
      for (index, example) in report.counterexamples.enumerated() {
        let path = "\(folder)/\(report.definition)-\(example.property.code)-\(index + 1).trace.json"
        let text = Trace(example.story, property: example.property.code).json.text + "\n"
        try FileReplacement.write(Array(text.utf8), to: path)
        Console.err("wrote \(path)")
      }
    }
  }
}
