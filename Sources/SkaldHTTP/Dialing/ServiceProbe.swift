internal import NIOCore
internal import NIOPosix

/// Whether anybody listens where a service should be.
package enum ServiceProbe {
  /// How long a connection may take.
  private static let limit = TimeAmount.seconds(2)

  /// Opens a connection, says nothing, and closes it.
  /// - Returns: why there was none; nil where there was.
  package static func fault(of service: ServiceURL) async -> String? {
    do {
      let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .connectTimeout(limit)
        .connect(host: service.hostName, port: service.port ?? (service.isSecure ? 443 : 80)).get()
      try? await channel.close()
      return nil
    } catch is NIOConnectionError {
      return "nobody listens there"
    } catch {
      return "\(error)"
    }
  }
}

extension ServiceURL {
  /// The host without the brackets of an address.
  fileprivate var hostName: String {
    hostText.hasPrefix("[") ? String(hostText.dropFirst().dropLast()) : hostText
  }
}

extension ServiceURL {
  /// Whether it is reached without a network.
  package var isOnThisComputer: Bool {
    switch host {
    case .localhost: true
    case .address(let address): address.reach == .loopback
    case .name: false
    }
  }
}
