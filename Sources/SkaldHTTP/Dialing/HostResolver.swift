internal import NIOCore
internal import NIOPosix

/// Turns the name of a host into the one address that is to be dialed.
protocol HostResolver: Sendable {
  /// The address of a host.
  func address(of host: String, port: Int) async throws -> IPAddress
}

/// The resolver of the operating system.
struct SystemResolver: HostResolver {
  func address(of host: String, port: Int) async throws -> IPAddress {
    // The system's resolver blocks, so it runs on a thread that may.
    let found = try await NIOThreadPool.singleton.runIfActive {
      try SocketAddress.makeAddressResolvingHost(host, port: port)
    }
    guard let text = found.ipAddress, let address = IPAddress(text) else {
      throw DialError.unknownHost
    }
    return address
  }
}

/// Why a host is not dialed.
enum DialError: Error {
  /// The name has no address.
  case unknownHost
  /// The name leads to an address that only this computer or its network can reach, or no host has.
  case notPublic
}
