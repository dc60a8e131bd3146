// swift-tools-version:6.2
import PackageDescription

// Fuzzers of the pure layers: a package of its own, since libFuzzer brings the `main` of a program along. Build it with
// `SKALD_SLICE=language` and `--sanitize=fuzzer`; `make fuzz` does.
let layers: Target.Dependency = .product(name: "SkaldLayers", package: "skald")

let house: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .strictMemorySafety(),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

func fuzzer(_ name: String) -> Target {
  .executableTarget(
    name: name, dependencies: ["FuzzSupport", layers],
    swiftSettings: house + [.unsafeFlags(["-parse-as-library"])])
}

let package = Package(
  name: "skald-fuzz", platforms: [.macOS("26.0")],
  dependencies: [.package(name: "skald", path: "../..")],
  targets: [
    .target(name: "FuzzSupport", swiftSettings: house),
    fuzzer("FuzzFrontEnd"),
    fuzzer("FuzzExpressions"),
    fuzzer("FuzzJSON"),
    fuzzer("FuzzJournal"),
  ])
