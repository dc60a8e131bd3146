internal import AsyncHTTPClient
internal import NIOCore
internal import NIOPosix
internal import NIOSSL

#if canImport(Glibc)
  internal import Glibc
#else
  internal import Darwin
#endif

/// Understands the errors of a request: was anything sent?
enum TransportFault {
  /// The outcome that an error stands for. Where there is doubt, the request counts as sent.
  static func outcome(of error: any Error) -> HTTPTransport.Outcome {
    switch error {
    case let error as NIOConnectionError where error.connectionErrors.isEmpty:
      return .notSent(message: "no address is known for \(error.host)")
    case is NIOConnectionError, ChannelError.connectTimeout:
      return .notSent(message: "cannot connect")
    case let error as IOError where error.errnoCode == ECONNREFUSED:
      return .notSent(message: "the connection was refused")
    case NIOSSLError.handshakeFailed, is NIOSSLExtraError:
      return .notSent(message: "no secure connection: the handshake failed")
    case let error as HTTPClientError where beforeSending.contains(error):
      return .notSent(message: "cannot connect: \(error.shortDescription)")
    case let error as HTTPClientError where error == .remoteConnectionClosed:
      return .lost(message: "the connection was closed before the answer ended")
    case let error as HTTPClientError where error == .cancelled:
      return .lost(message: "the call was given up before its answer ended")
    case is CancellationError:
      return .lost(message: "the call was given up before its answer ended")
    default:
      return .lost(message: "the connection broke before the answer ended")
    }
  }

  private static let beforeSending: [HTTPClientError] = [
    .connectTimeout, .tlsHandshakeTimeout, .getConnectionFromPoolTimeout, .alreadyShutdown,
  ]
}
