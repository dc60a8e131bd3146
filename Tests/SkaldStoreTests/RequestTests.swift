import SkaldRuntime
import SkaldValue
import Testing

@Suite("Requests with a key in any store")
struct RequestTests {
  @Test(
    "a request is known with what it did and what was answered, also by the next process", arguments: StoreKind.allCases
  )
  func keeps(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let done = RequestRow(key: "a", fingerprint: -5, outcome: ["step": "charge", "residue": []], at: .noon)
    let other = RequestRow(key: "ä \"", fingerprint: 7, answer: .init(status: 404, body: Array("{}".utf8)), at: .noon)
    try store.commit(.of { $0.requests = [done, other] })
    #expect(try store.reader().request("a") == done)
    #expect(try store.reader().request("b") == nil)
    store.close()
    let next = home.store()
    _ = try next.claim(at: .noon)
    #expect(try next.reader().request(other.key) == other)
    let answered = RequestRow(key: "a", fingerprint: 1, answer: .init(status: 200, body: []), at: .noon + .hours(1))
    try next.commit(.of { $0.requests = [answered] })
    #expect(try next.reader().request("a") == answered)
  }

  @Test("old requests are forgotten", arguments: StoreKind.allCases)
  func forgets(kind: StoreKind) throws {
    let home = try Home(kind)
    let store = try home.claimed()
    let rows = [("old", 0), ("young", 1)].map { key, offset in
      RequestRow(key: key, fingerprint: 1, at: .noon + Milliseconds(Int64(offset)))
    }
    try store.commit(.of { $0.requests = rows })
    try store.commit(.of { $0.requestsBefore = .noon })
    #expect(try store.reader().request("old") == nil)
    #expect(try store.reader().request("young") == rows[1])
  }
}
