import SkaldCore
import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// How many rows behind a cursor are counted one by one.
  private static let countedMax = 2000

  /// What waits for a sink.
  private struct Lag {
    var byType: [String: Int] = [:]
    var count: Int
    /// Whether there is more than was counted.
    var isCut: Bool
    var oldest: Timestamp?
  }

  /// Whoever takes events, as the API gives it: `{"consumers": […]}`: each sink and, where events go round within the
  /// engine, each participant and saga that hears them, with how far behind it is.
  /// - Throws: ``EngineError`` with the codes `store_failed`, `unavailable`.
  public func consumers() async throws(EngineError) -> JSON {
    let store = try await store
    var list: [JSON] = []
    for (sink, inbox) in zip(setup.sinks, store.relays) {
      let keys = try await heldKeys(inbox)
      let lag = try lag(of: sink.name, keys, store)
      list.append(.object(try json(sink.name, keys, lag, store)))
      guard sink is EmbeddedBus else { continue }
      for program in programs where !program.heardEvents.isEmpty {
        list.append(try hearer(program, lag, keys, store))
      }
    }
    return ["consumers": .array(list)]
  }

  /// A sink with the keys that it does not take: `keys`, in the order of their first events, at most so many.
  /// - Throws: ``EngineError`` with the codes `input_invalid`, `store_failed`, `unavailable`.
  public func consumer(_ sink: String, limit: Int = 50) async throws(EngineError) -> JSON {
    let store = try await store
    for (sink, inbox) in try relays(of: sink, store) {
      let keys = try await heldKeys(inbox)
      var object = try json(sink.name, keys, try lag(of: sink.name, keys, store), store)
      object["keys"] = .array(keys.prefix(limit).map { $0.json })
      return .object(object)
    }
    throw Self.confused
  }

  private func lag(of sink: String, _ keys: [HeldKey], _ store: Opened) throws(EngineError) -> Lag {
    do throws(StoreError) {
      let cursor = try store.reader.cursor(sink: sink)
      let rows = try store.reader.outbox(after: cursor, limit: Self.countedMax)
      // What is held lies behind the cursor, unless that is not durable yet.
      let held = keys.flatMap(\.events).filter { $0.place.position <= cursor }
      let names = rows.flatMap { $0.events.map(\.name) } + held.map(\.event.name)
      var lag = Lag(count: names.count, isCut: rows.count == Self.countedMax)
      for name in names { lag.byType[name, default: 0] += 1 }
      lag.oldest = [rows.first?.at, held.map(\.time).min()].compactMap { $0 }.min()
      if lag.isCut { lag.count = max(lag.count, try store.reader.backlog(of: sink).rows) }
      return lag
    } catch {
      throw .store(error)
    }
  }

  private func json(
    _ sink: String, _ keys: [HeldKey], _ lag: Lag, _ store: Opened
  ) throws(EngineError) -> JSONObject {
    do throws(StoreError) {
      let dead = try store.reader.deadLetterCounts().first { $0.sink == sink }?.count ?? 0
      return JSONObject([
        ("name", .string(sink)), ("kind", "sink"), ("position", .int(try store.reader.cursor(sink: sink))),
        ("lag", .int(Int64(lag.count))), ("atLeast", .bool(lag.isCut)),
        ("oldestAt", lag.oldest.map { .string($0.text) } ?? .null),
        ("blockedKeys", .int(Int64(keys.count { $0.failures > 0 }))),
        ("heldMessages", .int(Int64(keys.reduce(0) { $0 + $1.events.count }))), ("deadLetters", .int(Int64(dead))),
        ("onPoison", .string((setup.options.onPoison[sink] ?? .block).word)),
      ])
    } catch {
      throw .store(error)
    }
  }

  /// One that hears what goes round: all of them share a cursor, and each has to do with some types alone.
  private func hearer(
    _ program: SagaProgram, _ lag: Lag, _ keys: [HeldKey], _ store: Opened
  ) throws(EngineError) -> JSON {
    let heard = program.heardEvents
    let count = heard.reduce(0) { $0 + (lag.byType[$1] ?? 0) }
    let held = keys.flatMap(\.events).filter { heard.contains($0.event.name) }
    let blocked = keys.count { key in key.failures > 0 && key.events.contains { heard.contains($0.event.name) } }
    do throws(StoreError) {
      return [
        "name": .string("\(EmbeddedBus.name)/\(program.name)"),
        "kind": .string(program.participation == nil ? "saga" : "participant"),
        "position": .int(try store.reader.cursor(sink: EmbeddedBus.name)), "lag": .int(Int64(count)),
        "atLeast": .bool(lag.isCut),
        "oldestAt": count == 0 ? .null : lag.oldest.map { .string($0.text) } ?? .null,
        "blockedKeys": .int(Int64(blocked)), "heldMessages": .int(Int64(held.count)),
        "hears": .array(heard.map { .string($0) }),
      ]
    } catch {
      throw .store(error)
    }
  }
}

extension PoisonPolicy {
  /// The word of the configuration.
  var word: String { if case .block = self { "block" } else { "deadLetter" } }
}

extension HeldKey {
  /// The key as the API gives it.
  fileprivate var json: JSON {
    [
      "key": .string(key), "state": .string(failures > 0 ? "blocked" : "held"), "messages": .int(Int64(events.count)),
      "first": events.first.map { .string($0.id) } ?? .null, "attempts": .int(Int64(failures)),
      "error": error.map { .string($0) } ?? .null, "failingSince": failingSince.map { .string($0.text) } ?? .null,
      "nextAttemptAt": retryAt.map { .string($0.text) } ?? .null,
    ]
  }
}
