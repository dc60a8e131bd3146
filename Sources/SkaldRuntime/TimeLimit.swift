package import SkaldValue

/// Does something for so long at most; nil where the time was up, and then what was done is canceled.
package func withTimeLimit<Result: Sendable>(
  _ limit: Milliseconds, _ body: @escaping @Sendable () async -> Result
) async -> Result? {
  await withTaskGroup(of: Result?.self) { group in
    group.addTask { await body() }
    group.addTask {
      try? await Task.sleep(for: .milliseconds(limit.count))
      return nil
    }
    let first = await group.next() ?? nil
    group.cancelAll()
    return first
  }
}
