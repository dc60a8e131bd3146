import SkaldValue

/// A finding as SARIF knows it.
struct SARIFResult {
  /// The name under which the fingerprint stands; another way to make it would be another name.
  private static let fingerprintName = "skald/v1"

  private let diagnostic: Diagnostic
  private let fingerprint: String
  private let ruleIndex: Int?
  private let report: Report

  init(_ diagnostic: Diagnostic, fingerprint: String, ruleIndex: Int?, report: Report) {
    self.diagnostic = diagnostic
    self.fingerprint = fingerprint
    self.ruleIndex = ruleIndex
    self.report = report
  }

  var json: JSON {
    var object = JSONObject([("ruleId", .string(diagnostic.code))])
    if let ruleIndex { object["ruleIndex"] = .int(Int64(ruleIndex)) }
    object["level"] = .string(diagnostic.severity.rawValue)
    object["message"] = ["text": .string(message)]
    object["locations"] = .array([["physicalLocation": place(of: diagnostic.range, in: diagnostic.file)]])
    object["partialFingerprints"] = [Self.fingerprintName: .string(fingerprint)]
    if !diagnostic.related.isEmpty { object["relatedLocations"] = .array(relatedLocations) }
    if !diagnostic.fix.isEmpty { object["fixes"] = .array([fix]) }
    return .object(object)
  }

  /// Viewers show the message alone, so the help and the story of a path stand in it.
  private var message: String {
    var lines = [diagnostic.message]
    if let help = diagnostic.help { lines.append("help: \(help)") }
    if !diagnostic.path.isEmpty { lines.append("path: \(diagnostic.path.joined(separator: "; "))") }
    return lines.joined(separator: "\n")
  }

  private var relatedLocations: [JSON] {
    diagnostic.related.enumerated().map { index, related in
      [
        "id": .int(Int64(index)),
        "physicalLocation": place(of: related.range, in: related.file),
        "message": ["text": .string(related.message)],
      ]
    }
  }

  private var fix: JSON {
    let replacements = diagnostic.fix.map { edit -> JSON in
      [
        "deletedRegion": region(edit.range, in: report.sources[diagnostic.file]),
        "insertedContent": ["text": .string(edit.text)],
      ]
    }
    let change: JSON = ["artifactLocation": artifact(diagnostic.file), "replacements": .array(replacements)]
    return [
      "description": ["text": .string(diagnostic.help ?? "put it right")],
      "artifactChanges": .array([change]),
    ]
  }

  private func place(of range: SourceRange, in file: String) -> JSON {
    ["artifactLocation": artifact(file), "region": region(range, in: report.sources[file])]
  }

  private func artifact(_ file: String) -> JSON { ["uri": .string(URIPath.reference(to: file))] }

  /// Lines and columns count from 1, and the end is the place behind the last character.
  private func region(_ range: SourceRange, in source: SourceText?) -> JSON {
    let first = Position(line: 1, column: 1, offset: 0)
    let start = source?.position(at: range.start) ?? first
    let end = source?.position(at: range.end) ?? first
    return [
      "startLine": .int(Int64(start.line)), "startColumn": .int(Int64(start.column)),
      "endLine": .int(Int64(end.line)), "endColumn": .int(Int64(end.column)),
    ]
  }
}

/// Paths as references of RFC 3986.
enum URIPath {
  /// The reference to a file: relative as the path is, and with `file:` in front of an absolute one.
  static func reference(to path: String) -> String {
    let encoded = encoded(path)
    if path.hasPrefix("/") { return "file://" + encoded }
    // A colon in the first part would make it look like a scheme; it is encoded like every other sign.
    return encoded
  }

  private static func encoded(_ path: String) -> String {
    var out = ""
    for byte in path.utf8 {
      let scalar = Unicode.Scalar(byte)
      if isPlain(scalar) { out.unicodeScalars.append(scalar) } else { out += "%" + hexadecimal(byte) }
    }
    return out
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "/", "-", ".", "_", "~": true
    default: false
    }
  }

  private static func hexadecimal(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16, uppercase: true)
    return digits.count == 1 ? "0" + digits : digits
  }
}
