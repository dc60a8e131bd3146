import SkaldRuntime

/// Messages of one direction in order, read from the store piece by piece.
struct MessageStream {
  private static let pieceMax = 256

  /// Reads the next rows and gives their messages in order; the flag says whether there may be more behind them.
  let read: (MessagePosition, Int) throws(StoreError) -> (messages: [Message], isLast: Bool)
  /// The last message that was taken, or where the stream begins.
  private(set) var position: MessagePosition
  private var piece: ArraySlice<Message> = []
  private var isRead = false

  init(
    from position: MessagePosition,
    _ read: @escaping (MessagePosition, Int) throws(StoreError) -> (messages: [Message], isLast: Bool)
  ) {
    self.position = position
    self.read = read
  }

  /// The next message, which stays where it is.
  mutating func peek() throws(StoreError) -> Message? {
    var start = position
    while piece.isEmpty, !isRead {
      let (messages, isLast) = try read(start, Self.pieceMax)
      piece = messages[...]
      isRead = isLast
      guard let last = messages.last else { break }
      start = last.position
    }
    return piece.first
  }

  /// Goes behind the next message.
  mutating func pass() {
    if let message = piece.popFirst() { position = message.position }
  }
}

extension Array<OutboxRow> {
  /// The messages of the rows behind a place, in the order of a walk.
  func messages(behind place: OutboundEvent.Place, newestFirst: Bool) -> [Message] {
    flatMap { row in
      let indices = newestFirst ? Array<Int>(row.events.indices.reversed()) : Array<Int>(row.events.indices)
      return indices.compactMap { index in
        let here = OutboundEvent.Place(position: row.position, index: index)
        return (newestFirst ? here < place : place < here) ? Message(origin: .emitted(row, index: index)) : nil
      }
    }
  }
}
