// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "Benchmarks",
  platforms: [.macOS(.v15)],
  dependencies: [.package(name: "fpt-script", path: "..")],
  targets: [
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas",
      providers: [.apt(["libopenblas-dev"]), .brew(["openblas"])]),
    .executableTarget(
      name: "fpt-benchmark",
      dependencies: [
        "CBLAS",
        .product(name: "FPTLib", package: "fpt-script"),
        .product(name: "FPTEngine", package: "fpt-script"),
      ]),
  ],
  swiftLanguageModes: [.v6]
)
