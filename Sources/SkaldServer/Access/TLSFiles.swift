internal import NIOSSL

/// The files that a daemon needs to speak TLS.
public struct TLSFiles: Sendable, Hashable {
  /// The certificate in PEM, with those that lead to its authority behind it.
  public var certificate: String
  /// Its key in PEM, without a password.
  public var key: String

  /// Names the files.
  public init(certificate: String, key: String) {
    self.certificate = certificate
    self.key = key
  }

  /// What the server needs; read once.
  /// - Throws: ``ListenError`` where a file cannot be read or holds something else.
  func configuration() throws(ListenError) -> TLSConfiguration {
    let chain: [NIOSSLCertificate]
    do {
      chain = try NIOSSLCertificate.fromPEMFile(certificate)
    } catch {
      throw ListenError("expected a certificate in PEM in `\(certificate)`: \(error)")
    }
    let key: NIOSSLPrivateKey
    do {
      key = try NIOSSLPrivateKey(file: self.key, format: .pem)
    } catch {
      throw ListenError("expected a private key in PEM in `\(self.key)`: \(error)")
    }
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
    configuration.minimumTLSVersion = .tlsv12
    do {
      _ = try NIOSSLContext(configuration: configuration)
    } catch {
      throw ListenError("the certificate in `\(certificate)` and the key in `\(self.key)` do not belong together")
    }
    return configuration
  }
}
