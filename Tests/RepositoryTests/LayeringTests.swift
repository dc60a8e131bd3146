import Testing

@Suite("The layers")
struct LayeringTests {
  /// What a target may import of ours and of others; the standard library is free to all.
  static let table: [String: Set<String>] = [
    "SkaldValue": [],
    "SkaldDiagnostics": ["SkaldValue"],
    "LinearRegex": [],
    "JSONSchema": ["SkaldValue", "LinearRegex"],
    "CEL": ["SkaldValue", "LinearRegex"],
    "SkaldCore": ["JSONSchema", "SkaldValue", "CEL"],
    "SkaldYAML": ["CLibYAML", "SkaldDiagnostics", "SkaldValue"],
    "SkaldLanguage": ["JSONSchema", "SkaldValue", "SkaldDiagnostics", "CEL", "SkaldCore", "SkaldYAML"],
    "SkaldVerify": ["JSONSchema", "SkaldCore", "CEL", "SkaldValue"],
    "RandomSagas": ["SkaldLanguage", "SkaldVerify", "SkaldDiagnostics", "SkaldCore"],
    "SkaldRuntime": ["SkaldCore", "SkaldValue", "Logging", "Synchronization", "Glibc", "Darwin"],
    "SkaldEngine": [
      "CEL", "JSONSchema",
      "SkaldRuntime", "SkaldCore", "SkaldValue", "Logging", "Metrics", "Tracing", "ServiceLifecycle",
      "Synchronization", "FoundationEssentials", "Glibc", "Darwin",
    ],
    "SkaldSQLite": ["CSQLite", "SkaldRuntime", "SkaldCore", "SkaldValue", "Synchronization", "Glibc", "Darwin"],
    "SkaldHTTP": [
      "SkaldRuntime", "SkaldCore", "SkaldValue", "Logging", "AsyncHTTPClient", "NIOCore", "NIOPosix", "NIOHTTP1",
      "NIOSSL", "FoundationEssentials", "Synchronization", "Glibc", "Darwin",
    ],
    "SkaldServer": [
      "JSONSchema",
      "SkaldEngine", "SkaldRuntime", "SkaldCore", "SkaldValue", "Logging", "Hummingbird", "HummingbirdCore",
      "HummingbirdTLS", "HTTPTypes", "NIOCore", "NIOSSL", "ServiceLifecycle", "FoundationEssentials", "Synchronization",
    ],
    "Skald": [
      "SkaldLanguage", "SkaldDiagnostics", "SkaldRuntime", "SkaldEngine", "SkaldSQLite", "SkaldCore", "SkaldValue",
    ],
    "SkaldTesting": [
      "CFaultVFS", "JSONSchema", "SkaldLanguage", "SkaldDiagnostics", "SkaldRuntime", "SkaldEngine", "SkaldSQLite",
      "SkaldCore", "SkaldValue", "Logging", "Synchronization",
    ],
    "SkaldParticipant": ["CSQLite", "SkaldValue", "FoundationEssentials"],
    "skald": ["SkaldCLI"],
    "EmbeddedShop": ["Skald", "Logging", "ServiceLifecycle", "UnixSignals", "Hummingbird", "HTTPTypes", "NIOCore"],
    "OrderShop": [
      "SkaldValue", "CSQLite", "Logging", "ServiceLifecycle", "Hummingbird", "HTTPTypes", "NIOCore", "AsyncHTTPClient",
      "NIOHTTP1", "ArgumentParser", "UnixSignals", "Synchronization", "FoundationEssentials", "Glibc", "Darwin",
    ],
  ]

  @Test("a target imports only what its row of the table allows", arguments: table.keys.sorted())
  func importsFollowTheTable(target: String) throws {
    let allowed = try #require(Self.table[target])
    let files = try Repository.sources().filter { $0.target == target }
    #expect(!files.isEmpty)
    for file in files {
      for line in file.lines {
        guard let module = Self.importedModule(line) else { continue }
        #expect(allowed.contains(module), "\(file.path) imports \(module)")
      }
    }
  }

  @Test("the command line is the only target that may import everything")
  func everyTargetHasARow() throws {
    let free: Set = ["SkaldCLI", "skald-dev"]
    let targets = Set(try Repository.sources().map(\.target))
    #expect(targets.subtracting(free) == Set(Self.table.keys))
  }

  @Test("layers 0 and 1 know no Foundation and no network")
  func pureLayersArePure() throws {
    let pure: Set = [
      "SkaldValue", "LinearRegex", "JSONSchema", "SkaldDiagnostics", "CEL", "SkaldCore", "SkaldYAML", "SkaldLanguage",
    ]
    for file in try Repository.sources() where pure.contains(file.target) {
      for word in ["import Foundation", "import NIO", "Date(", "UUID(", ".random(", "hashValue"] {
        #expect(!file.text.contains(word), "\(file.path) has `\(word)`")
      }
    }
  }

  @Test("nothing iterates over a hashed collection in the core")
  func theCoreIteratesInOrder() throws {
    for file in try Repository.sources() where file.target == "SkaldCore" {
      for word in ["Dictionary<", "Set<", "[String:"] {
        #expect(!file.text.contains(word), "\(file.path) has `\(word)`")
      }
    }
  }

  private static func importedModule(_ line: Substring) -> String? {
    let words = line.split(separator: " ").map(String.init).filter { $0 != "@testable" }
    guard let index = words.firstIndex(of: "import"), index <= 1, words.count > index + 1 else { return nil }
    let levels: Set = ["public", "package", "internal", "fileprivate", "private"]
    guard index == 0 || levels.contains(words[0]) else { return nil }
    let kinds: Set = ["struct", "class", "enum", "func", "protocol", "let", "var", "typealias"]
    let named = kinds.contains(words[index + 1]) ? words[index + 2] : words[index + 1]
    return String(named.split(separator: ".")[0])
  }
}
