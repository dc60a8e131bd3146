// swift-tools-version:6.2
import PackageDescription

// `SKALD_SLICE=language` builds the pure layers alone (no network stack), `SKALD_SLICE=engine` adds the durable
// engine and its store. Without it everything is built. Slices keep the edit-test loop of one layer under a minute.
let slice = Context.environment["SKALD_SLICE"] ?? "all"
let hasEngine = slice != "language"
let hasNetwork = slice == "all"

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InferIsolatedConformances"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .enableUpcomingFeature("ImmutableWeakCaptures"),
]

// The core may not even name a task or a regular expression.
let pure: [SwiftSetting] =
  house + [
    .unsafeFlags([
      "-Xfrontend", "-disable-implicit-concurrency-module-import",
      "-Xfrontend", "-disable-implicit-string-processing-module-import",
    ])
  ]

let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let metrics: Target.Dependency = .product(name: "Metrics", package: "swift-metrics")
let tracing: Target.Dependency = .product(name: "Tracing", package: "swift-distributed-tracing")
let lifecycle: Target.Dependency = .product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals: Target.Dependency = .product(name: "UnixSignals", package: "swift-service-lifecycle")
let hummingbird: Target.Dependency = .product(name: "Hummingbird", package: "hummingbird")
let hummingbirdCore: Target.Dependency = .product(name: "HummingbirdCore", package: "hummingbird")
let hummingbirdTLS: Target.Dependency = .product(name: "HummingbirdTLS", package: "hummingbird")
let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nio: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioTLS: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let system: Target.Dependency = .product(name: "SystemPackage", package: "swift-system")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")

var products: [Product] = []
var dependencies: [Package.Dependency] = []

// Layers 0 and 1: the language and the pure interpreter.
var targets: [Target] = [
  .systemLibrary(
    name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"]), .brew(["libyaml"])]),
  .target(name: "SkaldValue", swiftSettings: pure),
  .target(name: "SkaldDiagnostics", dependencies: ["SkaldValue"], swiftSettings: house),
  .target(name: "LinearRegex", swiftSettings: pure),
  .target(name: "JSONSchema", dependencies: ["SkaldValue", "LinearRegex"], swiftSettings: pure),
  .target(
    name: "CEL", dependencies: ["SkaldValue", "LinearRegex"], swiftSettings: house,
    // Rounding is in the C library's mathematics, which nothing else of the pure layers brings along.
    linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
  .target(name: "SkaldCore", dependencies: ["JSONSchema", "SkaldValue", "CEL"], swiftSettings: pure),
  .target(name: "SkaldYAML", dependencies: ["CLibYAML", "SkaldDiagnostics", "SkaldValue"], swiftSettings: house),
  .target(
    name: "SkaldLanguage",
    dependencies: ["JSONSchema", "SkaldValue", "SkaldDiagnostics", "CEL", "SkaldCore", "SkaldYAML"],
    swiftSettings: house),
  // Explores what a saga may come to, with the interpreter itself.
  .target(
    name: "SkaldVerify", dependencies: ["JSONSchema", "SkaldCore", "CEL", "SkaldValue"], swiftSettings: house),
  .testTarget(
    name: "SkaldVerifyTests",
    dependencies: ["SkaldVerify", "SkaldLanguage", "SkaldDiagnostics", "SkaldCore", "SkaldValue"],
    exclude: ["Vendors"], swiftSettings: house),
  // Sagas of a seed, for holding lint and verification against each other; users never need them.
  .target(
    name: "RandomSagas", dependencies: ["SkaldLanguage", "SkaldVerify", "SkaldDiagnostics", "SkaldCore"],
    swiftSettings: house),
  .testTarget(
    name: "RandomSagasTests", dependencies: ["RandomSagas", "SkaldVerify", "SkaldLanguage", "SkaldCore"],
    swiftSettings: house),
  .testTarget(name: "SkaldValueTests", dependencies: ["SkaldValue"], swiftSettings: house),
  .testTarget(name: "LinearRegexTests", dependencies: ["LinearRegex"], swiftSettings: house),
  .testTarget(name: "JSONSchemaTests", dependencies: ["JSONSchema", "SkaldValue"], swiftSettings: house),
  .testTarget(name: "CELTests", dependencies: ["CEL", "SkaldValue"], swiftSettings: house),
  .testTarget(
    name: "SkaldCoreTests", dependencies: ["JSONSchema", "SkaldCore", "CEL", "SkaldValue"], swiftSettings: house),
  .testTarget(
    name: "SkaldYAMLTests", dependencies: ["SkaldYAML", "SkaldDiagnostics", "SkaldValue"], swiftSettings: house),
  .testTarget(
    name: "SkaldLanguageTests",
    dependencies: [
      "SkaldLanguage", "SkaldCore", "CEL", "JSONSchema", "SkaldYAML", "SkaldDiagnostics", "SkaldValue",
    ],
    exclude: ["Corpus"], swiftSettings: house),
  // Reads the files of every layer, and links the language alone.
  .testTarget(
    name: "RepositoryTests", dependencies: ["SkaldLanguage", "SkaldDiagnostics"], swiftSettings: house),
]

// The fuzzers are a package of their own, which stands on these layers alone.
if slice == "language" {
  products += [
    .library(
      name: "SkaldLayers",
      targets: [
        "SkaldValue", "SkaldDiagnostics", "CEL", "JSONSchema", "SkaldCore", "SkaldYAML", "SkaldLanguage", "SkaldVerify",
      ])
  ]
}

// Layers 2 and 3 without a network: ports, engine, store; and the tools that the project is developed with.
if hasEngine {
  dependencies += [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-metrics", from: "2.13.0"),
    .package(url: "https://github.com/apple/swift-distributed-tracing", from: "1.7.3"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
  ]
  products += [
    .library(name: "Skald", targets: ["Skald"]), .library(name: "SkaldTesting", targets: ["SkaldTesting"]),
    .library(name: "SkaldParticipant", targets: ["SkaldParticipant"]),
  ]
  targets += [
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"]), .brew(["sqlite"])]),
    .target(name: "SkaldRuntime", dependencies: ["SkaldCore", "SkaldValue", log], swiftSettings: house),
    .target(
      name: "SkaldEngine",
      dependencies: ["CEL", "JSONSchema", "SkaldRuntime", "SkaldCore", "SkaldValue", log, metrics, tracing, lifecycle],
      swiftSettings: house),
    .target(
      name: "SkaldSQLite", dependencies: ["CSQLite", "SkaldRuntime", "SkaldCore", "SkaldValue"],
      swiftSettings: house),
    .target(
      name: "Skald",
      dependencies: [
        "SkaldLanguage", "SkaldDiagnostics", "SkaldRuntime", "SkaldEngine", "SkaldSQLite", "SkaldCore", "SkaldValue",
      ], swiftSettings: house),
    // A disk in memory, for tests and simulations alone.
    .target(name: "CFaultVFS", dependencies: ["CSQLite"]),
    .target(
      name: "SkaldTesting",
      dependencies: [
        "CFaultVFS", "JSONSchema", "SkaldLanguage", "SkaldDiagnostics", "SkaldRuntime", "SkaldEngine", "SkaldSQLite",
        "SkaldCore", "SkaldValue", log,
      ],
      swiftSettings: house),
    // For services, which need neither the language nor the engine.
    .target(name: "SkaldParticipant", dependencies: ["CSQLite", "SkaldValue"], swiftSettings: house),
    .testTarget(
      name: "SkaldParticipantTests", dependencies: ["SkaldParticipant", "SkaldValue"], swiftSettings: house),
    .executableTarget(
      name: "skald-dev",
      dependencies: [
        "CEL", "JSONSchema", "RandomSagas", "SkaldYAML", "SkaldLanguage", "SkaldVerify", "SkaldDiagnostics",
        "SkaldEngine", "SkaldRuntime", "SkaldSQLite", "SkaldTesting", "SkaldCore", "SkaldValue", arguments,
      ],
      swiftSettings: house),
    .testTarget(
      name: "SkaldStoreTests",
      dependencies: ["JSONSchema", "SkaldRuntime", "SkaldSQLite", "SkaldCore", "SkaldValue"], swiftSettings: house),
    .testTarget(
      name: "SkaldTestingTests",
      dependencies: [
        "SkaldTesting", "RandomSagas", "Skald", "SkaldSQLite", "SkaldRuntime", "SkaldCore", "SkaldValue", log,
      ],
      swiftSettings: house),
    .testTarget(
      name: "SkaldEngineTests",
      dependencies: [
        "JSONSchema",
        "SkaldEngine", "SkaldRuntime", "SkaldSQLite", "SkaldLanguage", "SkaldDiagnostics", "SkaldCore", "CEL",
        "SkaldValue",
        log, lifecycle,
      ], swiftSettings: house),
  ]
}

// Layers 3 and 4 with the network: handlers, daemon, commands, the demo shop.
if hasNetwork {
  dependencies += [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
    // The two packages above stand on these; we name some of their types: errors, addresses, header fields.
    .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.30.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
  ]
  products += [
    .executable(name: "skald", targets: ["skald"]),
    .executable(name: "order-shop", targets: ["OrderShop"]),
    .executable(name: "embedded-shop", targets: ["EmbeddedShop"]),
    .library(name: "SkaldServer", targets: ["SkaldServer"]),
    .library(name: "SkaldCLI", targets: ["SkaldCLI"]),
  ]
  targets += [
    .target(
      name: "SkaldHTTP",
      dependencies: ["SkaldRuntime", "SkaldCore", "SkaldValue", log, httpClient, nio, nioPosix, nioHTTP, nioTLS],
      swiftSettings: house),
    .target(
      name: "SkaldServer",
      dependencies: [
        "JSONSchema",
        "SkaldEngine", "SkaldRuntime", "SkaldCore", "SkaldValue", log, lifecycle, hummingbird, hummingbirdCore,
        hummingbirdTLS, httpTypes, nio, nioTLS,
      ],
      swiftSettings: house),
    .target(
      name: "SkaldCLI",
      dependencies: [
        "JSONSchema",
        "Skald", "SkaldTesting", "SkaldVerify", "SkaldLanguage", "SkaldEngine", "SkaldRuntime", "SkaldSQLite",
        "SkaldHTTP",
        "SkaldServer", "SkaldCore", "SkaldYAML", "SkaldDiagnostics", "CEL", "SkaldValue", log, lifecycle, signals,
        arguments, httpClient, nio,
        nioHTTP, nioTLS, system,
      ], swiftSettings: house),
    .executableTarget(name: "skald", dependencies: ["SkaldCLI"], swiftSettings: house),
    .executableTarget(
      name: "OrderShop", dependencies: ["SkaldValue", "CSQLite", log, lifecycle, hummingbird, httpClient, arguments],
      swiftSettings: house),
    .testTarget(
      name: "SkaldHTTPTests",
      dependencies: [
        "JSONSchema",
        "SkaldHTTP", "SkaldServer", "SkaldEngine", "SkaldRuntime", "SkaldLanguage", "SkaldDiagnostics", "SkaldCore",
        "SkaldTesting", "SkaldValue", log,
        lifecycle, hummingbird, httpClient, nio, nioPosix, nioHTTP,
      ],
      swiftSettings: house),
    .executableTarget(
      name: "EmbeddedShop", dependencies: ["Skald", log, lifecycle, signals, hummingbird, httpTypes, nio],
      swiftSettings: house),
    .testTarget(
      name: "EmbeddedShopTests",
      dependencies: ["EmbeddedShop", "Skald", log, lifecycle, httpClient, nio, nioHTTP], swiftSettings: house),
    .testTarget(name: "OrderShopTests", dependencies: ["OrderShop", "SkaldValue"], swiftSettings: house),
    .testTarget(
      name: "SkaldCLITests",
      dependencies: [
        "skald", "OrderShop", "SkaldCLI", "SkaldServer", "SkaldEngine", "SkaldRuntime", "SkaldCore", "SkaldValue",
        httpClient, nio, nioPosix, nioHTTP,
      ], swiftSettings: house),
  ]
}

let package = Package(
  name: "skald", platforms: [.macOS("26.0")], products: products, dependencies: dependencies, targets: targets)
