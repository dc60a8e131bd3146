import Foundation
import SkaldParticipant
import Testing

/// The page for other languages, and its service.
enum Guide {
  static let catalog: String = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    return "/\(root)/Sources/Skald/Skald.docc"
  }()
  static let example = catalog + "/Examples/participant.py"

  static func words(_ text: String) -> String {
    text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }

  static func page() throws -> String {
    words(try String(contentsOfFile: catalog + "/Participating.md", encoding: .utf8))
  }
}

@Suite("The guide for other languages")
struct GuideTests {
  @Test("it shows every statement that the library uses", arguments: ParticipantSQL.calls + ParticipantSQL.events)
  func statements(sql: String) throws {
    #expect(try Guide.page().contains(Guide.words(sql) + "; "))
  }

  @Test("its tables are the library's")
  func tables() throws {
    #expect(try Guide.page().contains(Guide.words(ParticipantSQL.schema)))
  }

  @Test("its service uses the same statements", arguments: ParticipantSQL.calls)
  func service(sql: String) throws {
    let code = Guide.words(try String(contentsOfFile: Guide.example, encoding: .utf8))
    #expect(code.contains(Guide.words(sql)))
  }

  @Test("its service has the same tables")
  func serviceTables() throws {
    let code = Guide.words(try String(contentsOfFile: Guide.example, encoding: .utf8))
    let tables = ParticipantSQL.schema.split(separator: ";").map { Guide.words(String($0)) }
    #expect(tables.count == 8)
    for table in tables where table.contains("skald_answers") || table.contains("skald_barrier") {
      #expect(code.contains(table + ";"))
    }
  }
}
