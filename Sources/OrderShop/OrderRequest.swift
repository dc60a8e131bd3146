import SkaldValue

/// What a customer orders.
struct OrderRequest: Sendable {
  /// The article where the customer names none.
  static let usualSKU = "bike-1"

  private static let fields: [Field] = [
    .id("userId"), .count("amount", to: .max), .text("sku"), .count("quantity", to: 1000), .text("idempotencyKey"),
  ]

  let userId: Int64
  let amount: Int64
  let sku: String
  let quantity: Int64
  let idempotencyKey: String

  /// Reads a body; says which field is wrong.
  init(_ body: JSON) throws(BadRequest) {
    guard var object = body.object else { throw BadRequest("the body must be an object, not a \(body.kind)") }
    if object["sku"] == nil { object["sku"] = .string(Self.usualSKU) }
    for field in Self.fields {
      if let fault = field.fault(in: object) { throw BadRequest(fault, field: field.name) }
    }
    let known = Self.fields.map { $0.name }
    if let stranger = object.names.first(where: { !known.contains($0) }) {
      throw BadRequest("`\(stranger)` is not a field of an order; they are \(known.joined(separator: ", "))")
    }
    userId = object["userId"]?.int ?? 0
    amount = object["amount"]?.int ?? 0
    sku = object["sku"]?.string ?? ""
    quantity = object["quantity"]?.int ?? 0
    idempotencyKey = object["idempotencyKey"]?.string ?? ""
  }
}

/// A request that cannot be understood, and why.
struct BadRequest: Error, Equatable {
  let message: String
  let field: String?

  init(_ message: String, field: String? = nil) {
    self.message = message
    self.field = field
  }

  var json: JSON {
    guard let field else { return ["error": .string(message)] }
    return ["error": .string(message), "field": .string(field)]
  }
}
