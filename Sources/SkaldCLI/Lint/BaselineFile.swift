import FoundationEssentials
import SkaldDiagnostics

/// A baseline on a disk; the files in it are named as seen from its folder, wherever the command runs.
struct BaselineFile {
  let path: String
  let baseline: Baseline

  /// Records findings.
  init(recording diagnostics: [Diagnostic], in sources: [String: SourceText], at path: String) {
    self.path = path
    baseline = Baseline(recording: diagnostics, in: sources) { Self.name(of: $0, from: path) }
  }

  /// Reads a file.
  /// - Throws: ``CommandFault`` where it cannot be read, or is no baseline.
  init(reading path: String) throws {
    self.path = path
    let source = try ProjectFiles.read(path)
    do throws(Baseline.FormatError) {
      baseline = try Baseline(reading: source.bytes)
    } catch {
      throw CommandFault.misuse("the baseline `\(path)`: \(error.message)")
    }
  }

  /// Writes the file.
  func write() throws { try FileReplacement.write(Array(baseline.text.utf8), to: path) }

  /// Takes what is recorded out of the findings of a run.
  func comparison(
    with diagnostics: [Diagnostic], in sources: [String: SourceText], isWhole: Bool
  ) -> Baseline.Comparison {
    baseline.comparison(with: diagnostics, in: sources, isWhole: isWhole) { Self.name(of: $0, from: path) }
  }

  /// The way from the folder of the baseline to a file.
  private static func name(of file: String, from baseline: String) -> String {
    let file = parts(of: file)
    let folder = parts(of: baseline).dropLast()
    let common = zip(file, folder).prefix { $0 == $1 }.count
    let up = Array(repeating: "..", count: folder.count - common)
    return (up + file.dropFirst(common)).joined(separator: "/")
  }

  private static func parts(of path: String) -> [String] {
    let full = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    var parts: [String] = []
    for part in full.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(String(part)) }
    }
    return parts
  }
}
