import CEL
import SkaldCore
import SkaldDiagnostics
import SkaldHTTP
import SkaldYAML

extension Configuration {
  /// Reads the part `headers` of a service.
  static func headers(_ node: YAMLNode, _ source: SourceText) throws -> [ServiceHeader] {
    try entries(node, "headers", source).map { entry in
      let value = try text(entry.value, "a text such as Bearer ${secrets.NAME}", source)
      do {
        return try ServiceHeader(entry.key.text ?? "", SealedTemplate(text: try pieces(value)))
      } catch let error as HeaderNameError {
        throw fault(error.description, at: entry.key.range, source)
      } catch let error as ValueFault {
        throw fault(error.message, at: entry.value.range, source)
      }
    }
  }

  private struct ValueFault: Error {
    let message: String
  }

  private static func pieces(_ text: String) throws -> [Template.Piece] {
    let bytes = Array(text.utf8)
    var pieces: [Template.Piece] = []
    var index = 0
    while let open = ExpressionScan.nextOpen(bytes, from: index, to: bytes.count) {
      if open > index { pieces.append(.literal(String(decoding: bytes[index..<open], as: UTF8.self))) }
      guard let end = ExpressionScan.end(bytes, from: open + 2, to: bytes.count) else {
        throw ValueFault(message: "`${` is not closed by `}`")
      }
      pieces.append(.expression(try expression(String(decoding: bytes[(open + 2)..<(end - 1)], as: UTF8.self))))
      index = end
    }
    if index < bytes.count { pieces.append(.literal(String(decoding: bytes[index...], as: UTF8.self))) }
    return pieces
  }

  private static func expression(_ text: String) throws -> ProgramExpression {
    do {
      let parsed = try Expression(parsing: text)
      // A header field is the same for every saga: it can know nothing of one.
      guard parsed.references.allSatisfy({ $0.root == "secrets" && !$0.path.isEmpty }) else {
        throw ValueFault(message: "a header field may read `secrets.NAME` and nothing else")
      }
      return ProgramExpression(parsed)
    } catch let error as ParseError {
      throw ValueFault(message: error.message)
    }
  }
}
