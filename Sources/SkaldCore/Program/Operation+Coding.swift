import JSONSchema

extension Operation: Codable {
  private enum CodingKeys: String, CodingKey {
    case name, input, output, refusals, isDeclared, hasEffect, idempotency, remembersRefusals, hasBarrier
  }

  /// Reads an operation; programs that were stored before barriers were part of them have none.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    input = try container.decodeIfPresent(Schema.self, forKey: .input)
    output = try container.decodeIfPresent(Schema.self, forKey: .output)
    refusals = try container.decode([String].self, forKey: .refusals)
    isDeclared = try container.decode(Bool.self, forKey: .isDeclared)
    hasEffect = try container.decode(Bool.self, forKey: .hasEffect)
    idempotency = try container.decode(Idempotency.self, forKey: .idempotency)
    remembersRefusals = try container.decode(Bool.self, forKey: .remembersRefusals)
    hasBarrier = try container.decodeIfPresent(Bool.self, forKey: .hasBarrier) ?? false
  }

  /// Writes an operation; one without a barrier as before there were any, so that its sagas keep their identity.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(input, forKey: .input)
    try container.encodeIfPresent(output, forKey: .output)
    try container.encode(refusals, forKey: .refusals)
    try container.encode(isDeclared, forKey: .isDeclared)
    try container.encode(hasEffect, forKey: .hasEffect)
    try container.encode(idempotency, forKey: .idempotency)
    try container.encode(remembersRefusals, forKey: .remembersRefusals)
    if hasBarrier { try container.encode(hasBarrier, forKey: .hasBarrier) }
  }
}
