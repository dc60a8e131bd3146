import ArgumentParser

/// The flags of a daemon's configuration; they win over the environment and the file.
struct ConfigurationOptions: ParsableArguments {
  @Option(help: "The configuration; without it skald.yaml, where there is one.", completion: .yaml)
  var config: String?

  @Option(help: "The database file (SKALD_DB).", completion: .database)
  var db: String?

  @Option(help: "The address to listen on (SKALD_LISTEN); beyond loopback with a token and TLS.")
  var listen: String?

  @Option(help: "Where services reach the daemon when they answer later, if not where it listens (SKALD_CALLBACK_URL).")
  var callbackURL: String?

  @Option(parsing: .singleValue, help: "A service over HTTP: NAME=URL; repeatable (SKALD_SERVICES).")
  var service: [String] = []

  @Option(help: "The certificate that the daemon shows, in PEM (SKALD_TLS_CERTIFICATE).", completion: .file())
  var tlsCertificate: String?

  @Option(help: "The key of the certificate, in PEM (SKALD_TLS_KEY).", completion: .file())
  var tlsKey: String?

  /// The configuration with what the flags say.
  func settings() throws -> Configuration {
    var settings = try Configuration.load(config)
    settings.take("db", db, flag: "--db", into: \.database)
    settings.take("listen", listen, flag: "--listen", into: \.listen)
    settings.take("callbackURL", callbackURL.map { .some($0) }, flag: "--callback-url", into: \.callbackURL)
    settings.take(
      "tls.certificate", tlsCertificate.map { .some($0) }, flag: "--tls-certificate", into: \.access.certificate)
    settings.take("tls.key", tlsKey.map { .some($0) }, flag: "--tls-key", into: \.access.key)
    for pair in service { try settings.set(service: pair, from: .flag("--service")) }
    return settings
  }
}
