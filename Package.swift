// swift-tools-version: 6.1
import PackageDescription

let package = Package(
  name: "fpt-script",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "fpt-script", targets: ["fpt-script"]),
    .library(name: "FPTLib", targets: ["FPTLib"]),
    .library(name: "FPTEngine", targets: ["FPTEngine"]),
    .library(name: "HDF5", targets: ["HDF5"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: [
    // System libraries.
    .systemLibrary(
      name: "CHDF5", pkgConfig: "hdf5",
      providers: [.apt(["libhdf5-dev"]), .brew(["hdf5"])]),
    .systemLibrary(
      name: "CCrypto", pkgConfig: "libcrypto",
      providers: [.apt(["libssl-dev"]), .brew(["openssl@3"])]),
    .systemLibrary(
      name: "CZlib", pkgConfig: "zlib",
      providers: [.apt(["zlib1g-dev"]), .brew(["zlib"])]),
    .systemLibrary(
      name: "CCMark", pkgConfig: "libcmark-gfm",
      providers: [
        .apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"]),
      ]),

    // Lists what the files of a target declare for the catalog, before the target is compiled.
    .executableTarget(name: "list-declarations"),
    .plugin(
      name: "DeclarationLists", capability: .buildTool(), dependencies: ["list-declarations"]),

    // Modules, from the bottom up: dependencies point down only.
    .target(name: "CKernels"),
    // Its trials are listed by the table's own list of entries, which is no part of the public headers.
    .target(
      name: "CKernelTrials", dependencies: ["CKernels"],
      cSettings: [.headerSearchPath("../CKernels")]),
    .target(name: "FPTEngine", dependencies: ["CKernels"]),
    .target(name: "HDF5", dependencies: ["CHDF5"]),
    .target(name: "FPTDigest", dependencies: ["CCrypto"]),
    .target(
      name: "FPTJSON",
      dependencies: [.product(name: "OrderedCollections", package: "swift-collections")]),
    .target(
      name: "FPTSchema",
      dependencies: [.product(name: "OrderedCollections", package: "swift-collections")]),
    .target(name: "FPTResults", dependencies: ["HDF5", "FPTDigest"]),
    .target(
      name: "FPTFiles",
      dependencies: ["FPTResults", "FPTDigest", "FPTJSON", "FPTSchema", "HDF5", "CZlib"]),
    .target(
      name: "FPTCheckpoints",
      dependencies: [
        "FPTFiles", "FPTResults", "FPTJSON", "FPTSchema",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      plugins: ["DeclarationLists"]),
    .target(
      name: "FPTData",
      dependencies: [
        "FPTCheckpoints", "FPTFiles", "FPTDigest", "FPTJSON", "FPTSchema", "FPTEngine", "HDF5",
      ],
      plugins: ["DeclarationLists"]),
    .target(
      name: "FPTModels",
      dependencies: [
        "FPTData", "FPTCheckpoints", "FPTFiles", "FPTJSON", "FPTSchema", "FPTEngine",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      plugins: ["DeclarationLists"]),
    .target(
      name: "FPTTraining",
      dependencies: ["FPTModels", "FPTData", "FPTCheckpoints", "FPTSchema", "FPTEngine"],
      plugins: ["DeclarationLists"]),
    .target(
      name: "FPTMeasures",
      dependencies: [
        "FPTTraining", "FPTModels", "FPTData", "FPTResults", "FPTSchema", "FPTEngine",
      ],
      plugins: ["DeclarationLists"]),
    .target(
      name: "FPTLib",
      dependencies: [
        "FPTMeasures", "FPTTraining", "FPTModels", "FPTData", "FPTCheckpoints", "FPTFiles",
        "FPTResults", "FPTJSON", "FPTSchema",
      ]),
    .target(
      name: "FPTScript", dependencies: ["FPTSchema"], plugins: ["DeclarationLists"]),
    .target(name: "FPTStatistics"),
    .target(
      name: "FPTEvidence",
      dependencies: ["FPTFigures", "FPTResults", "FPTScript", "FPTStatistics"]),
    .target(
      name: "FPTFigures", dependencies: ["FPTResults", "FPTSchema", "FPTStatistics"],
      plugins: ["DeclarationLists"]),
    .target(name: "FPTCatalog", dependencies: ["FPTFigures", "FPTLib", "FPTResults", "FPTSchema"]),
    .target(
      name: "FPTRun",
      dependencies: [
        "FPTCatalog", "FPTFigures", "FPTScript", "FPTSchema", "FPTLib", "FPTResults", "FPTDigest",
        "FPTJSON", "FPTStatistics",
        "FPTEngine",
        .product(name: "OrderedCollections", package: "swift-collections"),
      ],
      plugins: ["DeclarationLists"]),
    .target(
      name: "FPTSelfTest",
      dependencies: [
        "CKernelTrials", "FPTRun", "FPTCatalog", "FPTScript", "FPTLib", "FPTResults", "FPTEngine",
      ]),
    .target(
      name: "FPTReport",
      dependencies: [
        "FPTEvidence", "FPTFigures", "FPTResults", "FPTDigest", "FPTStatistics", "CCMark",
      ]),
    .target(
      name: "FPTLive",
      dependencies: [
        "FPTReport", "FPTFigures", "FPTScript", "FPTResults",
        .product(name: "FlyingFox", package: "FlyingFox"),
        .product(name: "FlyingSocks", package: "FlyingFox"),
      ]),
    .executableTarget(
      name: "fpt-script",
      dependencies: [
        "FPTLive", "FPTRun", "FPTSelfTest", "FPTCatalog", "FPTEvidence", "FPTFigures", "FPTReport",
        "FPTScript", "FPTSchema", "FPTLib", "FPTResults",
        "FPTEngine",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      plugins: ["DeclarationLists"]),

    // What test targets have in common.
    .target(name: "FPTTestSettings", path: "Tests/FPTTestSettings"),
    .testTarget(
      name: "FPTEngineTests", dependencies: ["FPTEngine", "CKernels", "FPTTestSettings"]),
    .testTarget(name: "HDF5Tests", dependencies: ["HDF5"]),
    .testTarget(name: "FPTDigestTests", dependencies: ["FPTDigest"]),
    .testTarget(name: "FPTJSONTests", dependencies: ["FPTJSON"]),
    .testTarget(
      name: "FPTStatisticsTests", dependencies: ["FPTStatistics", "FPTEngine"],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "FPTEvidenceTests",
      dependencies: [
        "FPTEvidence", "FPTCatalog", "FPTResults", "FPTSchema", "FPTScript", "FPTStatistics",
      ]),
    .testTarget(
      name: "FPTScriptTests",
      dependencies: ["FPTScript", "FPTCatalog", "FPTSchema", "FPTTestSettings"]),
    .testTarget(
      name: "FPTLibTests",
      dependencies: [
        "FPTLib", "FPTMeasures", "FPTTraining", "FPTModels", "FPTData", "FPTCheckpoints",
        "FPTFiles", "FPTEngine", "FPTResults", "FPTDigest", "FPTJSON", "HDF5", "CZlib",
        "FPTTestSettings",
      ],
      exclude: ["Fixtures"]),
    .testTarget(
      name: "FPTRunTests",
      dependencies: [
        "FPTRun", "FPTCatalog", "FPTFigures", "FPTScript", "FPTSchema", "FPTLib", "FPTMeasures",
        "FPTTraining", "FPTModels", "FPTCheckpoints",
        "FPTResults", "FPTEngine", "FPTStatistics", "fpt-script", "FPTTestSettings",
      ]),
    .testTarget(
      name: "FPTReportTests",
      dependencies: [
        "FPTReport", "FPTEvidence", "FPTFigures", "FPTResults", "FPTSchema", "FPTStatistics",
      ]),
    .testTarget(name: "FPTSelfTestTests", dependencies: ["FPTSelfTest", "FPTEngine"]),
    .testTarget(
      name: "FPTLiveTests",
      dependencies: ["FPTLive", "FPTReport", "FPTFigures", "FPTScript", "FPTResults"]),
    .testTarget(
      name: "CommandTests",
      dependencies: ["fpt-script", "FPTLib", "FPTResults", "CHDF5", "FPTTestSettings"]),
  ],
  swiftLanguageModes: [.v6]
)
