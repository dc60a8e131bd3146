public import SkaldCore
public import SkaldRuntime
public import SkaldValue

extension SagaEngine {
  /// Instances, newest first, and where the list goes on.
  public struct Page: Sendable {
    /// The instances.
    public let instances: [InstanceRow]
    /// Their public ids, in the same order.
    public let ids: [String]
    /// The labels of those that have some.
    public let labels: [InstanceID: [Label]]
    /// What to give for the page behind this one; nil at the end. A page with a next one may have fewer instances than
    /// asked for, even none: then the time for it was up.
    public let next: String?

    /// The page as the API gives it.
    public var json: JSON {
      [
        "instances": .array(zip(ids, instances).map { Self.summary(id: $0, $1, labels[$1.id] ?? []) }),
        "next": next.map { .string($0) } ?? .null,
      ]
    }

    /// What is left of an archived instance.
    static func archived(id: String, _ row: InstanceRow) -> JSON {
      var object = summary(id: id, row, []).object ?? JSONObject()
      object["archived"] = true
      return .object(object)
    }

    private static func summary(id: String, _ row: InstanceRow, _ labels: [Label]) -> JSON {
      [
        "id": .string(id), "saga": .string(row.saga), "key": row.key.map { .string($0) } ?? .null,
        "status": .string(row.status.rawValue), "paused": .bool(row.isPaused), "stuck": .bool(row.isStuck),
        "failing": .bool(row.isFailing), "step": row.step.map { .string($0) } ?? .null,
        "code": row.code.map { .string($0) } ?? .null, "labels": labels.json,
        "createdAt": .string(row.startedAt.text), "updatedAt": .string(row.updatedAt.text),
      ]
    }
  }

  /// The state of an instance as the API gives it; of one that was archived, what is left of it.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `store_failed`.
  public func instance(_ id: String) async throws(EngineError) -> JSON {
    let told: Journal
    do throws(EngineError) {
      told = try await journal(of: id)
    } catch {
      guard error.code == .archived, let row = try archived(id, in: try await store) else { throw error }
      return Page.archived(id: id, row)
    }
    do throws(JournalError) {
      let fold = try History.fold(told.lineage, told.events)
      var snapshot = fold.state.snapshot(fold.program, definition: told.hash).object ?? JSONObject()
      snapshot["labels"] = told.labels.json
      return .object(snapshot)
    } catch {
      throw .store(Self.unreadable(id))
    }
  }

  /// What an instance did so far, as `skald run --format json` prints it: calls, states, events, steps.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `store_failed`.
  public func report(_ id: String) async throws(EngineError) -> JSON {
    let told = try await journal(of: id)
    do throws(JournalError) {
      let (fold, report) = try History.report(told.lineage, told.events)
      return report.json(fold.state, fold.program)
    } catch {
      throw .store(Self.unreadable(id))
    }
  }

  /// The history of an instance, oldest first.
  /// - Throws: ``EngineError`` with the codes `unknown_instance`, `store_failed`.
  public func history(_ id: String) async throws(EngineError) -> [HistoryEntry] { try await replay(id).entries }

  /// What an instance is, and what happened to it.
  func replay(
    _ id: String
  ) async throws(EngineError) -> (state: SagaState, program: SagaProgram, entries: [HistoryEntry]) {
    let told = try await journal(of: id)
    do throws(JournalError) {
      let (fold, entries) = try History.replay(told.lineage, told.events)
      return (fold.state, fold.program, entries)
    } catch {
      throw .store(Self.unreadable(id))
    }
  }

  /// The journal of an instance, and what it is read with.
  private struct Journal {
    let events: [SagaEvent]
    let lineage: Lineage
    /// The identity of the definition that the instance follows.
    let hash: String
    let labels: [Label]
  }

  private func journal(of id: String) async throws(EngineError) -> Journal {
    let store = try await store
    let row = try find(id, in: store)
    do throws(StoreError) {
      // Behind the row: a journal that names another definition than the row is the newer of the two.
      let events = try store.reader.journal(of: row.id).map(\.event)
      let lineage = try store.shelf.lineage(events, following: row.definition)
      let last = events.last { $0.kind.programChange != nil }?.kind.programChange?.to
      guard let definition = try store.shelf.definition(last.map { DefinitionID($0) } ?? row.definition) else {
        throw Self.unreadable(id)
      }
      return Journal(
        events: events, lineage: lineage, hash: definition.hash,
        labels: try store.reader.labels(of: [row.id])[row.id] ?? [])
    } catch {
      throw .store(error)
    }
  }

  /// The store, as soon as it is open.
  var store: Opened {
    get async throws(EngineError) {
      switch await opened.value {
      case .success(let opened): return opened
      case .failure(let error): throw .store(error)
      }
    }
  }

  func find(_ id: String, in store: Opened) throws(EngineError) -> InstanceRow {
    guard let number = store.mint.instance(of: id) else { throw Kernel.unknown(id) }
    do throws(StoreError) {
      guard let row = try store.reader.instance(number),
        store.mint.uid(of: row.id, startedAt: row.startedAt) == id
      else { throw StoreError(code: .io, message: "") }
      return row
    } catch {
      guard error.message.isEmpty else { throw .store(error) }
      guard try archived(id, in: store) == nil else {
        throw EngineError(code: .archived, message: "the instance `\(id)` was archived")
      }
      throw Kernel.unknown(id)
    }
  }

  /// What is left of an instance, where it was archived.
  private func archived(_ id: String, in store: Opened) throws(EngineError) -> InstanceRow? {
    guard let number = store.mint.instance(of: id) else { return nil }
    do throws(StoreError) {
      guard let row = try store.reader.archived(number), store.mint.uid(of: row.id, startedAt: row.startedAt) == id
      else { return nil }
      return row
    } catch {
      throw .store(error)
    }
  }

  private static func unreadable(_ id: String) -> StoreError {
    StoreError(code: .corrupt, message: "the journal of \(id) cannot be read")
  }
}
