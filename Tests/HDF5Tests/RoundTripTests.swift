import Foundation
import HDF5
import Testing

@Suite struct RoundTripTests {
  let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func roundTrip<Number: Element & Equatable>(
    _ values: [Number], layout: DatasetLayout = .contiguous
  ) throws -> [Number] {
    let path = folder.file("numbers.h5")
    let file = try File.create(path)
    try file.root().createDataset(
      "x", type: Number.datatype, space: .simple([values.count]), layout: layout
    ).write(values)
    try file.root().setAttribute("list", values)
    try file.close()
    let root = try File.open(path).root()
    #expect(try root.attribute("list").read(limit: 100) == values)
    let dataset = try root.dataset("x")
    #expect(dataset.datatype == Number.datatype)
    return try dataset.read(limit: 1000)
  }

  @Test func everyNumberType() throws {
    #expect(try roundTrip([Int8.min, 0, .max]) == [.min, 0, .max])
    #expect(try roundTrip([Int16.min, 0, .max]) == [.min, 0, .max])
    #expect(try roundTrip([Int32.min, 0, .max]) == [.min, 0, .max])
    #expect(try roundTrip([Int64.min, 0, .max]) == [.min, 0, .max])
    #expect(try roundTrip([UInt8.min, 1, .max]) == [.min, 1, .max])
    #expect(try roundTrip([UInt16.min, 1, .max]) == [.min, 1, .max])
    #expect(try roundTrip([UInt32.min, 1, .max]) == [.min, 1, .max])
    #expect(try roundTrip([UInt64.min, 1, .max]) == [.min, 1, .max])
    #expect(try roundTrip([Float.pi, -.infinity]) == [.pi, -.infinity])
    #expect(try roundTrip([Double.pi, .leastNonzeroMagnitude]) == [.pi, .leastNonzeroMagnitude])
    #expect(try roundTrip([Double]()) == [])
  }

  @Test func negativeZeroKeepsItsSign() throws {
    #expect(try roundTrip([-0.0 as Float])[0].sign == .minus)
  }

  @Test func deflatedChunks() throws {
    let values = (0..<100).map { Float($0 % 7) }
    #expect(try roundTrip(values, layout: .deflated(chunk: [33], level: 4)) == values)
    let dataset = try File.open(folder.file("numbers.h5")).root().dataset("x")
    #expect(try dataset.storage().filters == [2, 1])
    #expect(try dataset.storage().layout == .chunked)
  }

  @Test func textsOfAllKinds() throws {
    let texts = ["", "plain", "Grüße, 世界 🌍", "two\nlines"]
    let path = folder.file("texts.h5")
    let file = try File.create(path)
    let root = try file.root()
    try root.createDataset("many", type: .text, space: .simple([2, 2])).write(texts)
    try root.createDataset("one", type: .text, space: .scalar).write(["alone"])
    try root.setAttribute("many", texts)
    try root.setAttribute("one", "alone")
    try root.setAttribute("none", [String]())
    try file.close()

    let read = try File.open(path).root()
    #expect(try read.dataset("many").readTexts(limit: 1000) == texts)
    #expect(try read.dataset("many").dataspace == .simple([2, 2]))
    #expect(try read.dataset("one").readTexts(limit: 100) == ["alone"])
    #expect(try read.dataset("one").dataspace == .scalar)
    #expect(try read.attribute("many").readTexts(limit: 4) == texts)
    #expect(try read.attribute("one").readTexts(limit: 1) == ["alone"])
    #expect(try read.attribute("none").readTexts(limit: 1) == [])
  }

  @Test func namesComeInCreationOrder() throws {
    // More than eight of each, where the library changes to another representation.
    let names = (0..<20).map { "n\(($0 * 7) % 20)" }
    let path = folder.file("order.h5")
    let file = try File.create(path)
    let root = try file.root()
    for name in names {
      _ = try root.createGroup(name)
      try root.setAttribute(name, Int64(1))
    }
    try file.close()
    let read = try File.open(path).root()
    #expect(try read.linkNames(limit: 20) == names)
    #expect(try read.attributeNames(limit: 20) == names)
    #expect(throws: HDF5Error.self) { try read.linkNames(limit: 19) }
    #expect(throws: HDF5Error.self) { try read.attributeNames(limit: 19) }
  }

  @Test func imageInMemoryIsTheFile() throws {
    func fill(_ file: File) throws {
      let group = try file.root().createGroup("g")
      try group.setAttribute("units", "1")
      try group.createDataset("x", type: .float32, space: .simple([3])).write([1, 2, 3] as [Float])
    }
    let memory = try File.createInMemory(named: "memory")
    try fill(memory)
    let first = try memory.closeAsImage()
    let again = try File.createInMemory(named: "another name")
    try fill(again)
    #expect(try again.closeAsImage() == first)

    let onDisk = try File.create(folder.file("disk.h5"))
    try fill(onDisk)
    try onDisk.close()
    #expect(try [UInt8](Data(contentsOf: URL(filePath: folder.file("disk.h5")))) == first)

    let path = folder.file("image.h5")
    try Data(first).write(to: URL(filePath: path))
    let dataset = try File.open(path).root().group("g").dataset("x")
    #expect(try dataset.read(limit: 100) == [1, 2, 3] as [Float])
  }

  @Test func dimensionScales() throws {
    let path = folder.file("scales.h5")
    let file = try File.create(path)
    let root = try file.root()
    let x = try root.createDataset("x", type: .int64, space: .simple([2]))
    try x.write([10, 20] as [Int64])
    try x.makeScale(named: "x")
    // More users of one scale than fit beside its other attributes.
    for index in 0..<12 {
      let data = try root.createDataset("d\(index)", type: .float64, space: .simple([2, 3]))
      try data.write([Double](repeating: 0, count: 6))
      for name in ["a", "b", "c", "d", "e", "f", "g", "h", "i"] {
        try data.setAttribute(name, Int64(index))
      }
      try data.attach(x, at: 0)
      try data.setLabel("columns", at: 1)
    }
    try file.close()

    let read = try File.open(path).root()
    let scale = try read.dataset("x")
    #expect(try scale.isScale())
    #expect(try scale.scaleName() == "x")
    for index in 0..<12 {
      let data = try read.dataset("d\(index)")
      #expect(try data.scales(at: 0) == [scale.identity()])
      #expect(try data.scales(at: 1) == [])
      #expect(try data.label(at: 1) == "columns")
      #expect(try data.label(at: 0) == "")
      #expect(throws: HDF5Error.self) { try data.scales(at: 2) }
    }
  }
}
