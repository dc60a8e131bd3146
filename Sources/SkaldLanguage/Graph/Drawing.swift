/// A definition as boxes and arrows, before any notation.
public struct Drawing: Sendable {
  /// How a box looks.
  enum Shape {
    case end
    case call
    case pivot
    case wait
    case value
    case choice
    case failure
    case undo
    case event
  }

  /// A box.
  struct Box {
    let id: String
    let lines: [String]
    let shape: Shape
  }

  /// How an arrow looks.
  enum Style {
    /// The way forward.
    case forward
    /// The way that a refusal or an overdue wait takes.
    case alternative
    /// The way back.
    case back
  }

  /// An arrow.
  struct Arrow {
    let source: String
    let target: String
    var label = ""
    var style = Style.forward
  }

  /// What is drawn, with its version.
  let title: String
  let boxes: [Box]
  let arrows: [Arrow]
}
