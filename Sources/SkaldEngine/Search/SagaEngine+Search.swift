import JSONSchema
import SkaldCore
public import SkaldRuntime
import SkaldValue

extension SagaEngine {
  /// How much is looked at for one page: some milliseconds, whatever is asked.
  private static let pageBounds = SearchBounds(examined: 10_000, evaluated: 1000)

  /// Instances, newest first.
  /// - Parameters:
  ///   - query: What they must fit.
  ///   - condition: What they must fulfil, as an expression of CEL, such as `status == "running" && failing`.
  ///   - cursor: Where to go on: ``Page/next`` of the page before.
  /// - Throws: ``EngineError`` with the codes `input_invalid`, `store_failed`.
  public func instances(
    _ query: InstanceQuery, where condition: String? = nil, after cursor: String? = nil
  ) async throws(EngineError) -> Page {
    var query = query
    if let cursor { query.before = try Self.place(cursor) }
    let filter = try condition.map { text throws(EngineError) in try InstanceFilter(text, at: setup.time.now()) }
    filter?.narrow(&query)
    let store = try await store
    do throws(StoreError) {
      // Read before: a reader that searches can answer nothing else.
      let versions = filter?.readsVersion == true ? try Self.versions(store.reader) : [:]
      let found = try store.reader.search(query, within: Self.pageBounds) { row in
        filter?.matches(row, version: versions[row.definition] ?? 0) ?? true
      }
      return Page(
        instances: found.rows, ids: found.rows.map { store.mint.uid(of: $0.id, startedAt: $0.startedAt) },
        labels: try store.reader.labels(of: found.rows.map(\.id)), next: found.next.map { Cursor.text(before: $0) })
    } catch {
      throw .store(error)
    }
  }

  private static func versions(_ reader: any StoreReader) throws(StoreError) -> [DefinitionID: Int] {
    Dictionary(uniqueKeysWithValues: try reader.definitions().map { ($0.id, $0.program.version) })
  }

  private static func place(_ cursor: String) throws(EngineError) -> InstanceID {
    guard let place = Cursor.place(cursor) else {
      let message = "expected the `next` of an earlier page"
      throw EngineError(
        code: .inputInvalid, message: "after: \(message)", errors: [SchemaViolation(path: "after", message: message)])
    }
    return place
  }
}
