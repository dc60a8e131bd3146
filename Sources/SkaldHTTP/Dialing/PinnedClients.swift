internal import AsyncHTTPClient
internal import NIOCore

/// HTTP clients that dial only addresses which were looked at before.
///
/// A public name is resolved once, its address is vetted, and a client that is pinned to this very address makes the
/// call: a name server that answers differently a moment later changes nothing.
actor PinnedClients {
  /// How many pinned clients are kept; services have few addresses, and each client holds connections.
  private static let clientsMax = 32
  /// How long a connection may take. Attempts are shorter than that only where their author says so.
  private static let connectTimeout = TimeAmount.seconds(5)
  /// How long an unused connection is kept: shorter than servers do, so that few calls meet a closing connection.
  private static let idleTimeout = TimeAmount.seconds(20)
  /// How many connections one host gets at once.
  private static let connectionsPerHostMax = 64

  /// A name and the address to which it is pinned.
  struct Pin: Hashable {
    var host: String
    var address: IPAddress
  }

  private let resolver: any HostResolver
  private let direct: HTTPClient
  private var pinned: [(pin: Pin, client: HTTPClient)] = []
  private var isClosed = false

  /// What is pinned now; the one used last is last.
  var pins: [Pin] { pinned.map { $0.pin } }

  init(resolver: any HostResolver) {
    self.resolver = resolver
    direct = Self.makeClient(overriding: [:])
  }

  // A transport that is dropped without its end still lets go of its connections.
  deinit {
    guard !isClosed else { return }
    for client in pinned.map({ $0.client }) + [direct] { _ = client.shutdown() }
  }

  /// The client for a URL.
  /// - Throws: ``DialError`` where its host must not be dialed.
  func client(for url: ServiceURL) async throws(DialError) -> HTTPClient {
    switch url.host {
    case .address, .localhost: return direct
    case .name: break
    }
    let found: IPAddress
    do {
      found = try await resolver.address(of: url.hostText, port: url.port ?? (url.isSecure ? 443 : 80))
    } catch {
      throw DialError.unknownHost
    }
    guard found.reach == .everywhere else { throw DialError.notPublic }
    return client(for: Pin(host: url.hostText, address: found))
  }

  private func client(for pin: Pin) -> HTTPClient {
    if let index = pinned.firstIndex(where: { $0.pin == pin }) {
      let entry = pinned.remove(at: index)
      pinned.append(entry)
      return entry.client
    }
    guard !isClosed else { return direct }
    let client = Self.makeClient(overriding: [pin.host: pin.address.text])
    pinned.append((pin, client))
    return client
  }

  /// Ends clients beyond the limit; calls that still run on them are lost, and made again.
  func trim() async {
    while pinned.count > Self.clientsMax {
      let entry = pinned.removeFirst()
      try? await entry.client.shutdown()
    }
  }

  /// Ends all connections.
  func close() async {
    guard !isClosed else { return }
    isClosed = true
    let clients = pinned.map { $0.client }
    pinned = []
    for client in clients + [direct] { try? await client.shutdown() }
  }

  private static func makeClient(overriding addresses: [String: String]) -> HTTPClient {
    var configuration = HTTPClient.Configuration(
      redirectConfiguration: .disallow, timeout: .init(connect: connectTimeout), decompression: .disabled)
    configuration.connectionPool.idleTimeout = idleTimeout
    configuration.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connectionsPerHostMax
    // Retrying is the engine's part: it knows the attempt's number and its deadline.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.dnsOverride = addresses
    return HTTPClient(eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
  }
}
