public import SkaldValue

/// Another daemon that participants of the same flows run in: it is asked for its part of a flow.
public struct FlowPeer: Sendable {
  /// What it answered.
  public enum Answer: Sendable {
    /// What it knows.
    case part(JSON)
    /// It has not heard of the flow.
    case unknown
    /// No answer came that says anything.
    case silence
  }

  /// The name of the peer.
  public let name: String
  /// Asks for a path of its API.
  let ask: @Sendable (_ path: String) async -> Answer
  /// Hands events on to it; nil where it gets them otherwise.
  let send: (@Sendable (_ events: [JSON]) async -> Delivery)?

  /// What became of events that were handed on.
  public enum Delivery: Sendable, Hashable {
    /// The peer has them on disk.
    case stored
    /// It will not take them, however often they are sent; with why.
    case refused(String)
    /// It does not have them now; with why.
    case away(String)
  }

  /// Names a peer.
  /// - Parameters:
  ///   - name: As the configuration calls it.
  ///   - ask: Gets a path, such as `/v1/flows/order/7?scope=here`, from it.
  ///   - send: Hands CloudEvents on to it, for it alone; nil where it gets what comes from outside otherwise.
  public init(
    name: String, ask: @escaping @Sendable (_ path: String) async -> Answer,
    send: (@Sendable (_ events: [JSON]) async -> Delivery)? = nil
  ) {
    self.name = name
    self.ask = ask
    self.send = send
  }
}

extension [FlowPeer] {
  /// Hands events on to all of them at once.
  /// - Returns: who does not take them, and who does not have them now, each with why.
  func send(_ events: [JSON]) async -> (refused: [String], away: [String]) {
    await withTaskGroup(of: (Int, FlowPeer.Delivery).self) { group in
      for (place, peer) in enumerated() {
        guard let send = peer.send else { continue }
        group.addTask { (place, await send(events)) }
      }
      var deliveries: [(place: Int, delivery: FlowPeer.Delivery)] = []
      for await (place, delivery) in group { deliveries.append((place, delivery)) }
      var (refused, away): ([String], [String]) = ([], [])
      for (place, delivery) in deliveries.sorted(by: { $0.place < $1.place }) {
        switch delivery {
        case .stored: continue
        case .refused(let why): refused.append("`\(self[place].name)`: \(why)")
        case .away(let why): away.append("`\(self[place].name)`: \(why)")
        }
      }
      return (refused, away)
    }
  }

  /// Asks all of them at once.
  func ask(_ path: String) async -> (parts: [JSON], unreachable: [String]) {
    await withTaskGroup(of: (Int, FlowPeer.Answer).self) { group in
      for (place, peer) in enumerated() { group.addTask { (place, await peer.ask(path)) } }
      var answers: [(place: Int, answer: FlowPeer.Answer)] = []
      for await (place, answer) in group { answers.append((place, answer)) }
      answers.sort { $0.place < $1.place }
      var (parts, unreachable): ([JSON], [String]) = ([], [])
      for (place, answer) in answers {
        switch answer {
        case .part(let part): parts.append(part)
        case .unknown: continue
        case .silence: unreachable.append(self[place].name)
        }
      }
      return (parts, unreachable)
    }
  }
}
