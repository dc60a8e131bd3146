import Foundation
import SkaldValue
import Testing

extension BlackBox {
  @Suite("Stored definitions on the command line")
  struct DefinitionCommandTests {
    @Test("versions are listed, shown, drawn and deleted, and an instance goes over to another one")
    func versions() async throws {
      let town = try await Town()
      let file = town.folder.appending(path: "sagas/place-order.saga.yaml")
      let text = try String(contentsOf: file, encoding: .utf8)
      let first = String(try #require(text.firstMatch(of: /version: (\d+)/)?.1))
      func skald(_ arguments: String...) throws -> CommandRun {
        try CommandRun(arguments + ["--server", town.engine], in: town.folder)
      }
      #expect(try skald("handlers", "--pause", "inventory.reserve").code == 0)
      try await town.placeOrder(1)
      try await town.eventually("the saga has started") { try await town.runningSagas() == 1 }
      for version in ["90", "91"] {
        try text.replacing("version: \(first)", with: "version: \(version)")
          .write(to: file, atomically: true, encoding: .utf8)
        #expect(try skald("definitions", "--reload").out.contains("new: place-order \(version)"))
      }

      let list = try skald("definitions", "place-order", "--format", "json").json["definitions"]?.array ?? []
      #expect(list.map { $0["version"]?.int } == [Int64(first), 90, 91])
      #expect(list.map { $0["instances"]?.int } == [1, 0, 0])
      #expect(try skald("definitions", "place-order", first).out.contains("undone by payment.refund"))
      #expect(try skald("definitions", "place-order", first, "--graph", "mermaid").out.contains("flowchart TD"))
      #expect(try skald("definitions", "place-order", first, "--graph", "crayon").code == 2)
      #expect(try skald("definitions", "place-order", "90", "--delete").code == 0)
      #expect(try skald("definitions", "place-order", first, "--delete").code == 1)

      #expect(try skald("migrate", "place-order", "--to", "91").code == 2)
      let dry = try skald("migrate", "place-order", "--dry-run")
      #expect(dry.code == 0)
      #expect(dry.out.contains("could follow version 91"))
      let done = try skald("migrate", "place-order", "--to", "91", "--reason", "a test")
      #expect(done.code == 0)
      #expect(done.out.contains("follows version 91"))
      #expect(try skald("handlers", "--resume", "inventory.reserve").code == 0)
      try await town.eventually("the order is completed") { try await town.status(ofOrder: 1) == "COMPLETED" }
      #expect(try await town.effects(ofOrder: 1) == ["charge": 1, "reserve": 1, "request": 1])
    }
  }
}
