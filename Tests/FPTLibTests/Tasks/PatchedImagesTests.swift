import CZlib
import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("Images in patches")
struct PatchedImagesTests {
  /// Gzips bytes.
  static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
    var stream = z_stream()
    let size = Int32(MemoryLayout<z_stream>.size)
    try #require(deflateInit2_(&stream, 1, Z_DEFLATED, 31, 8, 0, ZLIB_VERSION, size) == Z_OK)
    defer { deflateEnd(&stream) }
    var (input, output) = (bytes, [UInt8](repeating: 0, count: bytes.count + 1_000))
    let status = input.withUnsafeMutableBufferPointer { input in
      output.withUnsafeMutableBufferPointer { output in
        stream.next_in = input.baseAddress
        stream.avail_in = UInt32(input.count)
        stream.next_out = output.baseAddress
        stream.avail_out = UInt32(output.count)
        return deflate(&stream, Z_FINISH)
      }
    }
    try #require(status == Z_STREAM_END)
    return Array(output[..<Int(stream.total_out)])
  }

  static func idx(_ shape: [Int], _ elements: [UInt8]) -> [UInt8] {
    [0, 0, 8, UInt8(shape.count)]
      + shape.flatMap { extent in (0..<4).map { UInt8(extent >> (24 - 8 * $0) & 0xFF) } } + elements
  }

  static func pixel(_ image: Int, _ row: Int, _ column: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: image &* 7 &+ row &* 28 &+ column)
  }

  /// A folder in the layout of MNIST: 5,003 training and 4 test images.
  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (stem, count) in [("train", 5_003), ("t10k", 4)] {
      let pixels = [UInt8](unsafeUninitializedCapacity: count * 784) { buffer, initialized in
        for position in 0..<count * 784 {
          let (image, place) = position.quotientAndRemainder(dividingBy: 784)
          buffer[position] = UInt8(truncatingIfNeeded: image &* 7 &+ place)
        }
        initialized = count * 784
      }
      let labels = (0..<count).map { UInt8($0 % 10) }
      _ = try folder.write(
        gzip(idx([count, 28, 28], pixels)), to: "\(stem)-images-idx3-ubyte.gz")
      _ = try folder.write(gzip(idx([count], labels)), to: "\(stem)-labels-idx1-ubyte.gz")
    }
    return folder
  }

  @Test("cuts patches row by row, scales pixels and holds the last 5,000 out")
  func patches() throws {
    let folder = try Self.folder()
    for patch in [4, 7, 28] {
      let task = try PatchedImages.mnist(folder: folder.path, patch: patch)
      let side = 28 / patch
      #expect(task.tokens == side * side)
      #expect(task.input == .vectors(width: patch * patch))
      #expect(task.output == TaskOutput(readTokens: 1, classes: 10))
      #expect(task.count(of: .train) == 3)
      #expect(task.count(of: .validation) == 5_000)
      #expect(task.count(of: .test) == 4)
      var batch = TaskBatch(for: task, capacity: 1)
      for (split, index, image) in [
        (TaskSplit.train, 2, 2), (.validation, 0, 3), (.validation, 4_999, 5_002), (.test, 3, 3),
      ] {
        batch.load([index], of: split, from: task, seed: 0)
        #expect(batch.labels == [Int32(image % 10)])
        var expected: [Float] = []
        for token in 0..<side * side {
          for element in 0..<patch * patch {
            let row = token / side * patch + element / patch
            let column = token % side * patch + element % patch
            expected.append(Float(Self.pixel(image, row, column)) / 255)
          }
        }
        #expect(batch.vectors == expected, "\(split) \(index)")
      }
    }
    let limited = try PatchedImages.mnist(folder: folder.path, limit: 2)
    #expect(limited.count(of: .train) == 2 && limited.count(of: .test) == 4)
    #expect(throws: TaskError.self) { try PatchedImages.mnist(folder: folder.path, patch: 5) }
    #expect(throws: TaskError.self) { try PatchedImages.mnist(folder: folder.path, patch: 0) }
    #expect(throws: TaskError.self) { try PatchedImages.mnist(folder: folder.path, limit: 0) }

    let digest = limited.dataDigest
    let labels = (0..<4).map { UInt8(9 - $0) }
    _ = try folder.write(Self.gzip(Self.idx([4], labels)), to: "t10k-labels-idx1-ubyte.gz")
    #expect(try PatchedImages.mnist(folder: folder.path).dataDigest != digest)
  }

  @Test("a damaged file is refused with its name and what is wrong")
  func damagedFiles() throws {
    let folder = try TemporaryFolder()
    let good = Self.idx([3], [1, 2, 3])
    let packed = try Self.gzip(good)
    var flipped = packed
    flipped[flipped.count - 6] ^= 1
    let cases: [(String, [UInt8], String)] = [
      ("empty", [], "at least 8 bytes"),
      ("zip", [0x50, 0x4B, 3, 4, 0, 0, 0, 0], "the magic number"),
      ("truncated", Array(packed.dropLast(9)), "truncated"),
      ("checksum", flipped, "corrupt gzip data"),
      ("trailing", packed + [1, 2], "followed by 2 other bytes"),
      ("magic", try Self.gzip(Self.idx([1, 3], [1, 2, 3])), "the magic number"),
      ("element type", try Self.gzip([0, 0, 9, 1, 0, 0, 0, 0]), "the magic number"),
      ("short header", try Self.gzip([0, 0, 8, 1, 0]), "at least 8 bytes"),
      ("too few", try Self.gzip(Self.idx([4], [1, 2, 3])), "4 bytes for shape [4]"),
      ("too many", try Self.gzip(Self.idx([2], [1, 2, 3])), "2 bytes for shape [2]"),
      ("huge", try Self.gzip(Self.idx([0xFFFF_FFFF], [1])), "4294967295 bytes"),
    ]
    for (name, bytes, expected) in cases {
      let path = try folder.write(bytes, to: "\(name).gz")
      do {
        _ = try IDXFile(path: path, dimensions: 1)
        Issue.record("\(name) was accepted")
      } catch {
        #expect("\(error)".contains(expected), "\(error)")
        #expect("\(error)".contains("\(name).gz"))
      }
    }
    // Plain, compressed under whatever name, in two members, and padded with zeros as on a tape.
    let halves = try Self.gzip(Array(good[..<5])) + Self.gzip(Array(good[5...]))
    for (name, bytes) in [
      ("good.gz", packed), ("plain.gz", good), ("plain", good), ("packed.idx1-ubyte", packed),
      ("members.gz", halves), ("padded.gz", packed + [0, 0, 0]),
    ] {
      let file = try IDXFile(path: folder.write(bytes, to: name), dimensions: 1)
      #expect(file.elements == [1, 2, 3], "\(name)")
      #expect(file.digest == FileDigest.sha256(of: good), "\(name)")
    }
    #expect(throws: TaskError.self) { try IDXFile(path: folder("none.gz"), dimensions: 1) }
  }

  @Test("inflating stops at its limit")
  func bomb() throws {
    let folder = try TemporaryFolder()
    let million = try Self.gzip([UInt8](repeating: 0, count: 1_000_000))
    let whole = try Self.gzip([UInt8](repeating: 0, count: 3_000_000))
    for bytes in [whole, million + million + million] {
      let path = try folder.write(bytes, to: "bomb.gz")
      let error = #expect(throws: TaskError.self) { try DataFile(path: path, limit: 2_999_999) }
      #expect(error?.description.contains("more than 2999999 bytes") == true)
      #expect(try DataFile(path: path, limit: 3_000_000).bytes.count == 3_000_000)
    }
  }

  @Test("labels beyond the classes and unequal counts are refused")
  func contradictions() throws {
    let folder = try Self.folder()
    let labels = "t10k-labels-idx1-ubyte.gz"
    let cases: [([UInt8], String)] = [
      ([1, 2, 3, 10], "label 3 should be from 0 to 9 and is 10"),
      ([1, 2, 3], "the number of labels should be 4"),
    ]
    for (elements, expected) in cases {
      _ = try folder.write(Self.gzip(Self.idx([elements.count], elements)), to: labels)
      do {
        _ = try PatchedImages.mnist(folder: folder.path)
        Issue.record("\(elements) were accepted")
      } catch { #expect("\(error)".contains(expected), "\(error)") }
    }
    let image = Self.idx([4, 27, 28], [UInt8](repeating: 0, count: 4 * 27 * 28))
    _ = try folder.write(Self.gzip(Self.idx([4], [1, 2, 3, 4])), to: labels)
    _ = try folder.write(Self.gzip(image), to: "t10k-images-idx3-ubyte.gz")
    #expect(throws: TaskError.self) { try PatchedImages.mnist(folder: folder.path) }
  }

  static let fashion: String? = {
    let store = try? AssetStore(environment: ProcessInfo.processInfo.environment)
    return store.flatMap { try? $0.locate("fashion-mnist") }
  }()

  @Test(
    "Fashion-MNIST is whole",
    .enabled(if: fashion != nil, "needs `fpt-script fetch fashion-mnist`"))
  func realData() throws {
    let task = try PatchedImages.fashionMNIST(folder: #require(Self.fashion))
    #expect(task.count(of: .train) == 55_000 && task.count(of: .test) == 10_000)
    var batch = TaskBatch(for: task, capacity: 3)
    batch.load([0, 1, 9_999], of: .test, from: task, seed: 0)
    #expect(batch.labels == [9, 2, 5])
    #expect(batch.vectors.allSatisfy { (0...1).contains($0) })
    let firstSum = batch.vectors[..<784].reduce(0) { $0 + Int(($1 * 255).rounded()) }
    #expect(firstSum == 33456)
  }
}
