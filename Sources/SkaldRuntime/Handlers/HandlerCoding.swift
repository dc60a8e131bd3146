internal import SkaldValue

/// The ways from JSON to the types of a function and back.
enum HandlerCoding {
  static func decode<Input: Decodable>(_ arguments: JSON) throws -> Input {
    if let input = arguments as? Input { return input }
    return try arguments.decode(Input.self)
  }

  static func encode(_ output: any Encodable) throws -> JSON {
    if let json = output as? JSON { return json }
    return try JSON(encoding: output)
  }

  /// An error's own words; long ones are cut, for they are kept in the journal.
  static func text(of error: any Error) -> String {
    String(String(describing: error).prefix(Handlers.messageLengthMax))
  }
}

/// Where a value did not fit a type. Tells the place and never the value.
struct CodingFault {
  private var path: String
  private var reason: String

  init(_ error: any Error) {
    switch error {
    case DecodingError.typeMismatch(let type, let context): self.init(context.codingPath, "expected \(type)")
    case DecodingError.valueNotFound(let type, let context):
      self.init(context.codingPath, "expected \(type), found null")
    case DecodingError.keyNotFound(let key, let context): self.init(context.codingPath + [key], "is missing")
    case DecodingError.dataCorrupted(let context): self.init(context.codingPath, "has a value that the type refuses")
    case EncodingError.invalidValue(_, let context): self.init(context.codingPath, "has a value without a JSON form")
    default: self.init([], "does not fit its type (\(type(of: error)))")
    }
  }

  private init(_ path: [any CodingKey], _ reason: String) {
    self.path = path.map(\.stringValue).joined(separator: ".")
    self.reason = reason
  }

  private var place: String { path.isEmpty ? reason : "`\(path)` \(reason)" }
  var onDecoding: String { "cannot read its arguments: \(place)" }
  var onEncoding: String { "took effect, but its result cannot be kept: \(place)" }
  var onTakenBack: String { "has a result that cannot be kept, and its writes are taken back: \(place)" }
}
