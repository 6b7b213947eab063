import Foundation
import Testing

@testable import HDF5

@Suite struct HyperslabTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  static let layouts: [DatasetLayout] = [
    .contiguous, .chunked([2, 3]), .deflated(chunk: [3, 4], level: 4), .chunked([1, 1]),
  ]

  /// 6 × 5 numbers, each ten times its row and its column.
  static let numbers = (0..<6).flatMap { row in (0..<5).map { Int64(row * 10 + $0) } }

  private func dataset(_ layout: DatasetLayout) throws -> Dataset {
    let file = try File.create(folder.file("x.h5"))
    let dataset = try file.root().createDataset(
      "x", type: .int64, space: .simple([6, 5]), layout: layout)
    try dataset.write(Self.numbers)
    return dataset
  }

  @Test(arguments: layouts)
  func partsAreRead(layout: DatasetLayout) throws {
    let dataset = try dataset(layout)
    let cases: [(Hyperslab, [Int64])] = [
      (Hyperslab(start: [2, 1], count: [2, 3]), [21, 22, 23, 31, 32, 33]),
      (Hyperslab(start: [0, 0], count: [3, 2], stride: [2, 4]), [0, 4, 20, 24, 40, 44]),
      (Hyperslab(row: 5, of: dataset.dataspace), [50, 51, 52, 53, 54]),
      (Hyperslab(start: [5, 4], count: [1, 1]), [54]),
      (Hyperslab(start: [6, 0], count: [0, 5]), []),
      (Hyperslab(start: [0, 0], count: [6, 5]), Self.numbers),
    ]
    for (part, expected) in cases {
      #expect(try dataset.read(part: part, limit: 4096) == expected, "\(part)")
    }
  }

  /// Every part of a small dataset against what slicing the array gives.
  @Test(arguments: layouts)
  func allParts(layout: DatasetLayout) throws {
    let dataset = try dataset(layout)
    for top in 0..<6 {
      for left in 0..<5 {
        for height in 1...(6 - top) {
          let part = Hyperslab(start: [top, left], count: [height, 5 - left])
          let expected = (top..<top + height).flatMap { row in
            (left..<5).map { Int64(row * 10 + $0) }
          }
          #expect(try dataset.read(part: part, limit: 4096) == expected)
        }
      }
    }
  }

  @Test(arguments: layouts)
  func partsAreWritten(layout: DatasetLayout) throws {
    let dataset = try dataset(layout)
    try dataset.write([-1, -2, -3, -4] as [Int64], to: Hyperslab(start: [1, 3], count: [2, 2]))
    var expected = Self.numbers
    for (index, value) in [(8, -1), (9, -2), (13, -3), (14, -4)] { expected[index] = Int64(value) }
    #expect(try dataset.read(limit: 4096) == expected)
  }

  @Test(arguments: [
    Hyperslab(start: [0], count: [1]), Hyperslab(start: [0, 0], count: [7, 1]),
    Hyperslab(start: [-1, 0], count: [1, 1]), Hyperslab(start: [5, 0], count: [2, 1]),
    Hyperslab(start: [0, 0], count: [2, 2], stride: [0, 1]),
    Hyperslab(start: [0, 0], count: [2, 2], stride: [6, 1]),
    Hyperslab(start: [0, 0], count: [2, 2], stride: [.max, 1]),
    Hyperslab(start: [.max, 0], count: [2, 2]), Hyperslab(start: [0, 0], count: [-1, 1]),
  ])
  func partsOutsideAreErrors(part: Hyperslab) throws {
    let dataset = try dataset(.contiguous)
    #expect(throws: HDF5Error.self) { try dataset.read(Int64.self, part: part, limit: 4096) }
    #expect(throws: HDF5Error.self) { try dataset.write([1] as [Int64], to: part) }
  }

  @Test func limitsCountThePartAndTheChunk() throws {
    let dataset = try dataset(.deflated(chunk: [6, 5], level: 1))
    let part = Hyperslab(start: [0, 0], count: [1, 1])
    #expect(
      throws: HDF5Error.overLimit(
        object: "/x", quantity: "bytes of a chunk", limit: 239, found: 240)
    ) { try dataset.read(Int64.self, part: part, limit: 239) }
    #expect(try dataset.read(part: part, limit: 240) == [0] as [Int64])
    #expect(throws: HDF5Error.self) { try dataset.read(Int64.self, part: part, limit: 7) }
    #expect(throws: HDF5Error.self) { try dataset.read(Float.self, part: part, limit: 4096) }
    #expect(try dataset.storage().chunk == [6, 5])
  }

  @Test func theExampleOfThePageRuns() throws {
    let path = folder.file("weather.h5")
    // BEGIN
    let file = try File.create(path)
    let root = try file.root()
    let day = try root.createDataset("day", type: .int64, space: .simple([365]))
    try day.write((1...365).map(Int64.init))
    try day.makeScale(named: "day")
    let temperature = try root.createDataset(
      "temperature", type: .float32, space: .simple([365, 24]),
      layout: .deflated(chunk: [73, 24], level: 4))
    try temperature.attach(day, at: 0)
    try temperature.setAttribute("units", "degC")
    for index in 0..<365 {
      try temperature.write(
        [Float](repeating: 20, count: 24), to: Hyperslab(row: index, of: temperature.dataspace))
    }
    try file.close()

    let read = try File.open(path).root().dataset("temperature")
    let july = try read.read(
      Float.self, part: Hyperslab(start: [181, 12], count: [31, 1]), limit: 1 << 20)
    // END
    #expect(july == [Float](repeating: 20, count: 31))
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    let here = try String(contentsOfFile: #filePath, encoding: .utf8)
    let start = try #require(here.range(of: "    // BEGIN\n"))
    let end = try #require(here.range(of: "\n    // END"))
    let code = here[start.upperBound..<end.lowerBound].split(
      separator: "\n", omittingEmptySubsequences: false
    ).map { $0.dropFirst(4) }.joined(separator: "\n")
    #expect(page.contains("import HDF5\n\n" + code + "\n```"), "docs/hdf5.md has another example")
  }

  private static var page: URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "docs/hdf5.md")
  }
}
