/// A choreographed flow as commands name it: the choreography, a slash, the value of its key.
struct FlowName {
  let choreography: String
  let key: String

  /// Nil where the text names an instance.
  init?(_ text: String) {
    guard let slash = text.firstIndex(of: "/") else { return nil }
    choreography = String(text[..<slash])
    key = String(text[text.index(after: slash)...])
  }

  /// Where the daemon has it.
  var path: String { "/v1/flows/\(DaemonClient.segment(choreography))/\(DaemonClient.segment(key))" }
}
