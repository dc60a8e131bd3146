import Hummingbird
import HTTPTypes
import SkaldValue

/// The order service's own API, beside what it offers to sagas.
struct OrderRoutes: Sendable {
  let orders: Orders
  let engine: EngineClient

  func add(to router: Router<BasicRequestContext>) {
    router.post("orders") { request, _ in try await place(request) }
    router.get("orders/:id") { _, context in try await show(context.parameters.get("id")) }
  }

  private func place(_ request: Request) async throws -> Response {
    let order = try OrderRequest(try await request.json())
    switch try await orders.place(order, at: .now) {
    case .new(let id): return .json(.created, Self.receipt(id))
    case .known(let id): return .json(.ok, Self.receipt(id))
    case .mismatch: return .error(.conflict, "`idempotencyKey` belongs to an order with another content")
    }
  }

  /// The same for every repeat, so it says how the order began and not how it stands.
  private static func receipt(_ id: Int64) -> JSON { ["orderId": .int(id), "status": "PENDING"] }

  private func show(_ id: String?) async throws -> Response {
    guard let number = id.flatMap({ Int64($0) }), let order = try await orders.find(number) else {
      return .error(.notFound, "no such order")
    }
    do {
      let state = order.isUnsent ? nil : try await engine.state(ofOrder: number)
      return .json(.ok, Self.json(order, state))
    } catch {
      return .error(.serviceUnavailable, "the saga engine does not answer", [.retryAfter: "1"])
    }
  }

  private static func json(_ order: Orders.Order, _ state: EngineClient.OrderState?) -> JSON {
    [
      "id": .int(order.id), "userId": .int(order.userId), "amount": .int(order.amount),
      "sku": .string(order.sku), "quantity": .int(order.quantity), "status": .string(state?.name ?? "PENDING"),
      "createdAt": .string(order.createdAt.text), "updatedAt": .string(state?.updatedAt ?? order.createdAt.text),
    ]
  }
}
