internal import Hummingbird
internal import ServiceLifecycle
internal import SkaldCore
internal import SkaldEngine
internal import SkaldValue

/// A history as [server-sent events](https://html.spec.whatwg.org/multipage/server-sent-events.html): one event an
/// entry, with its number as id, so that a client that comes back goes on where it was.
struct EventStream: Sendable {
  let watch: HistoryWatch
  let request: Request

  /// The body: it ends with the instance, with the client, or with the server.
  var body: ResponseBody {
    ResponseBody { writer in
      // A first comment sends the header at once, before anything happens.
      try await writer.write(ByteBuffer(string: ": history\n\n"))
      try? await request.body.consumeWithCancellationOnInboundClose { _ in
        for try await entry in watch.cancelOnGracefulShutdown() {
          try await writer.write(ByteBuffer(bytes: Self.event(entry)))
        }
      }
      try await writer.finish(nil)
    }
  }

  /// An entry as an event; compact JSON has no line breaks.
  static func event(_ entry: HistoryEntry) -> [UInt8] {
    var out = Array("id: \(entry.sequence)\nevent: \(entry.type)\ndata: ".utf8)
    entry.json.write(into: &out)
    out += Array("\n\n".utf8)
    return out
  }
}
