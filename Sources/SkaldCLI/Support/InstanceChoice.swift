import ArgumentParser
import SkaldValue

/// Which instances an operator means: by id, or all that a condition finds.
struct InstanceChoice: ParsableArguments {
  /// How many instances one command acts on: more would most likely be a condition that says less than was meant.
  private static let instancesMax = 10_000

  @Argument(help: "The instances' ids.")
  var ids: [String] = []

  @Option(help: "All instances that fulfil this condition, as `list --where` takes it.")
  var query: String?

  @Option(parsing: .singleValue, help: "All instances with this label, NAME=VALUE or NAME; repeatable.")
  var label: [String] = []

  @Flag(help: "Say which instances are meant, and do nothing.")
  var dryRun = false

  func validate() throws {
    guard ids.isEmpty == isSearch else {
      throw ValidationError("name instances, or say --query or --label; not both")
    }
  }

  private var isSearch: Bool { query != nil || !label.isEmpty }

  /// Does something to each of the instances. Where there are several, one that refuses does not keep the others from it.
  func forEach(_ client: DaemonClient, _ act: (String) async throws -> Void) async throws {
    let chosen = try await chosen(client)
    if dryRun { return chosen.forEach { Console.out($0) } }
    if !isSearch, let only = chosen.first, chosen.count == 1 { return try await act(only) }
    var haveRefused = false
    for id in chosen {
      do {
        try await act(id)
      } catch let fault as CommandFault {
        Console.err("\(id): \(fault.message)")
        haveRefused = true
      }
    }
    if haveRefused { throw ExitCode(1) }
  }

  /// Found before anything is done: what is done changes what is found.
  private func chosen(_ client: DaemonClient) async throws -> [String] {
    guard isSearch else { return ids }
    var found: [String] = []
    var next: String?
    repeat {
      let labels = label.map { ("label", Optional($0)) }
      let parameters = DaemonClient.query([("where", query), ("after", next), ("limit", "500")] + labels)
      let page = try await client.get("/v1/instances" + parameters).body
      found += (page["instances"]?.array ?? []).compactMap { $0["id"]?.string }
      next = page["next"]?.string
      guard found.count <= Self.instancesMax else {
        throw CommandFault.misuse("more than \(Self.instancesMax) instances fulfil the condition; say more of them")
      }
    } while next != nil
    return found
  }
}
