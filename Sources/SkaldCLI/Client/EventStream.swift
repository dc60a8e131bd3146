import AsyncHTTPClient
import NIOCore
import NIOHTTP1
import SkaldValue

/// Server-sent events, as the daemon sends histories
/// ([HTML, section 9.2](https://html.spec.whatwg.org/multipage/server-sent-events.html)).
struct EventStream {
  private var line: [UInt8] = []
  private var data = ""

  /// Takes bytes, and gives the data of the events that are complete.
  mutating func take(_ bytes: some Sequence<UInt8>) -> [String] {
    var events: [String] = []
    for byte in bytes {
      guard byte == UInt8(ascii: "\n") else {
        line.append(byte)
        continue
      }
      if let event = endLine() { events.append(event) }
    }
    return events
  }

  private mutating func endLine() -> String? {
    var text = String(decoding: line, as: UTF8.self)
    line.removeAll(keepingCapacity: true)
    if text.hasSuffix("\r") { text.removeLast() }
    if text.isEmpty {
      defer { data = "" }
      return data.isEmpty ? nil : data
    }
    if text.hasPrefix("data:") {
      let value = text.dropFirst(5)
      data += (data.isEmpty ? "" : "\n") + (value.hasPrefix(" ") ? value.dropFirst() : value)
    }
    return nil
  }
}

extension DaemonClient {
  /// How often a daemon that went away is asked again, a second apart.
  private static let patience = 30

  /// Follows an instance's history from its beginning until it ends. A daemon that goes away meanwhile is waited for.
  func follow(_ id: String, _ take: (JSON) async throws -> Void) async throws {
    var last: Int64 = 0
    var failures = 0
    while true {
      do {
        let response = try await events(of: id, after: last)
        failures = 0
        if try await read(response, &last, take) { return }
      } catch let fault as CommandFault where last > 0 {
        try Self.outlast(fault, &failures)
      }
      try await Task.sleep(for: .seconds(1))
    }
  }

  /// Bears that a daemon went away, for a while.
  static func outlast(_ fault: CommandFault, _ failures: inout Int) throws {
    guard passes(fault), failures < patience else { throw fault }
    if failures == 0 { Console.err("the daemon went away; waiting for it") }
    failures += 1
  }

  /// A daemon that starts, or is about to end, answers again soon.
  private static func passes(_ fault: CommandFault) -> Bool { ["unreachable", "unavailable"].contains(fault.code) }

  /// The history behind an entry, as it goes on.
  private func events(of id: String, after last: Int64) async throws -> HTTPClientResponse {
    var request = HTTPClientRequest(url: "\(base)/v1/instances/\(Self.segment(id))/events")
    request.headers.add(name: "accept", value: "text/event-stream")
    if last > 0 { request.headers.add(name: "last-event-id", value: "\(last)") }
    let response = try await open(request)
    guard response.status == .ok else {
      let bytes = try await response.body.collect(upTo: Self.bytesMax)
      let body = (try? JSON.parse(Array(bytes.readableBytesView))) ?? .null
      throw Self.fault(Answer(status: UInt(response.status.code), body: body))
    }
    return response
  }

  /// Reads one connection; true once the instance has ended. A connection that breaks is opened again behind the last
  /// entry.
  private func read(_ response: HTTPClientResponse, _ last: inout Int64, _ take: (JSON) async throws -> Void)
    async throws -> Bool
  {
    var stream = EventStream()
    var chunks = response.body.makeAsyncIterator()
    while true {
      let chunk: ByteBuffer?
      // A daemon that ends closes what it was telling, and one that dies breaks it off.
      do { chunk = try await chunks.next() } catch { return false }
      guard let chunk else { return false }
      for text in stream.take(chunk.readableBytesView) {
        guard let entry = try? JSON.parse(text) else { continue }
        last = entry["seq"]?.int ?? last
        try await take(entry)
        if Self.isEnd(entry) { return true }
      }
    }
  }

  private static func isEnd(_ entry: JSON) -> Bool {
    ["instance.completed", "instance.compensated", "instance.failed", "instance.terminated"]
      .contains(entry["type"]?.string ?? "")
  }
}
