import SkaldValue

/// A message in full, for people.
enum MessageText {
  static func of(_ message: JSON) -> String {
    var table = TextTable(["", ""])
    for name in ["position", "direction", "sink", "at", "topic", "orderingKey", "key", "saga", "step", "instance"] {
      if let value = message[name]?.string { table.add([name, value]) }
    }
    for name in ["attempts", "error", "failingSince", "deadSince"] {
      if let value = message[name], value != .null { table.add([name, value.string ?? value.text]) }
    }
    for member in message["attributes"]?.object?.members ?? [] {
      table.add(["ce-\(member.name)", member.value.string ?? member.value.text])
    }
    for delivery in message["deliveries"]?.array ?? [] {
      let error = delivery["error"]?.string.map { ": \($0)" } ?? ""
      table.add(["at \(delivery["sink"]?.string ?? "")", (delivery["state"]?.string ?? "") + error])
    }
    let lines = table.text.split(separator: "\n").dropFirst().joined(separator: "\n")
    return "\(lines)\n\n\(message["data"]?.text ?? "")"
  }
}
