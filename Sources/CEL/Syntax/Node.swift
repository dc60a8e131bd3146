import LinearRegex

/// A part of a parsed expression.
///
/// Chains of one precedence (`a + b + c`, `a && b && c`, `a ? b : c ? d : e`) are flat, so that the depth of the tree is
/// that of the brackets, and walks over it may recurse.
struct Node: Sendable {
  let kind: Kind
  /// The UTF-8 offsets in the source.
  let range: Range<Int>
  /// Levels below and including this.
  let depth: Int

  init(_ kind: Kind, _ range: Range<Int>, over children: [Node] = []) {
    self.kind = kind
    self.range = range
    depth = 1 + (children.lazy.map(\.depth).max() ?? 0)
  }

  indirect enum Kind: Sendable {
    case literal(Value)
    case variable(String)
    /// A variable of a macro, by its place on the stack.
    case local(Local)
    case select(Node, String)
    /// `has(operand.field)`, with the offsets of what is in the parentheses.
    case has(Node, String, Range<Int>)
    case index(Node, Node)
    case list([Node])
    case map([Entry])
    /// Operators of one precedence, from left to right.
    case chain(Node, [Link])
    case logic(Logic, [Node])
    case not(Node)
    case negate(Node)
    case conditional([Branch], otherwise: Node)
    /// A call; the receiver of a method is the first argument.
    case call(Function, [Node])
    /// A call of a function that does not exist: an error only where it is evaluated.
    case unknownCall(String, isMethod: Bool, [Node])
    /// A match against a literal pattern, compiled once.
    case matches(Node, Pattern)
    case comprehension(Comprehension)
    case bind(Local, Node, body: Node)
  }

  struct Local: Sendable {
    let slot: Int
    let name: String
  }

  struct Entry: Sendable {
    let key: Node
    let value: Node
  }

  struct Link: Sendable {
    let operation: Operation
    let operand: Node
    /// The offsets from the start of the chain to the end of this operand.
    let range: Range<Int>
  }

  struct Branch: Sendable {
    let condition: Node
    let value: Node
  }

  /// A pattern, or why it is none.
  struct Pattern: Sendable {
    let argument: Node
    let regex: Result<Regex, RegexError>
  }

  enum Logic: Sendable { case and, or }
}

/// An operator between two values.
enum Operation: Sendable {
  case add, subtract, multiply, divide, modulo
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual, isIn

  var text: String {
    switch self {
    case .add: "+"
    case .subtract: "-"
    case .multiply: "*"
    case .divide: "/"
    case .modulo: "%"
    case .equal: "=="
    case .notEqual: "!="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    case .isIn: "in"
    }
  }
}

/// A macro that walks over a list or a map.
struct Comprehension: Sendable {
  enum Kind: Sendable { case all, exists, existsOne, map, filter, transformList, transformMap }

  let kind: Kind
  let target: Node
  /// The element, or the key and the value.
  let variables: Variables
  /// Which elements count; always present for ``Kind/all``, ``Kind/exists``, ``Kind/existsOne`` and ``Kind/filter``.
  let condition: Node?
  /// What an element becomes; present for ``Kind/map``, ``Kind/transformList`` and ``Kind/transformMap``.
  let transform: Node?

  enum Variables: Sendable {
    case one(Node.Local)
    case two(Node.Local, Node.Local)
  }
}
