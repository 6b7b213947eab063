import FPTLib
import Foundation
import Testing

@testable import FPTData

@Suite("CIFAR-10")
struct CIFAR10Tests {
  /// A value of the image that the fixtures were made of: [channel, row, column].
  static func pixel(_ seed: Int, _ place: Int) -> UInt8 {
    let (channel, rest) = place.quotientAndRemainder(dividingBy: 1_024)
    let (row, column) = rest.quotientAndRemainder(dividingBy: 32)
    return UInt8(truncatingIfNeeded: seed * 7 + channel * 53 + row * 32 + column * 5 + row * column)
  }

  static func records(_ count: Int, from first: Int = 0) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count * 3_073) { buffer, initialized in
      for record in 0..<count {
        buffer[record * 3_073] = UInt8((first + record) % 10)
        for place in 0..<3_072 {
          buffer[record * 3_073 + 1 + place] = pixel(first + record, place)
        }
      }
      initialized = count * 3_073
    }
  }

  /// A folder in the layout of the binary version: 5 × 1,001 training images and 4 test images.
  static func folder() throws -> TemporaryFolder {
    let folder = try TemporaryFolder()
    for (number, name) in CIFAR10.trainingFiles.enumerated() {
      _ = try folder.write(records(1_001, from: 1_001 * number), to: name)
    }
    _ = try folder.write(records(4), to: CIFAR10.testFile)
    return folder
  }

  struct Fixture: Decodable {
    struct Augmentation: Decodable {
      var top: Int
      var left: Int
      var flip: Bool
      var angle: Double
      var sources: [Int32]
    }
    var augmentations: [Augmentation]
    var color: [Int32]
    var grey: [Int32]

    static func load() throws -> Fixture {
      let url = URL(filePath: fixture("cifar10/torchvision.json"))
      return try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: url))
    }
  }

  @Test("crop, flip and rotation move every pixel as torchvision does")
  func augmentation() throws {
    for expected in try Fixture.load().augmentations {
      let augmentation = ImageAugmentation(
        top: expected.top, left: expected.left, isFlipped: expected.flip, angle: expected.angle)
      var sources = [Int32](repeating: 0, count: 1_024)
      augmentation.fill(&sources, side: 32)
      #expect(sources == expected.sources, "\(augmentation)")
    }
  }

  @Test("values have torchvision's bits, in the patch order of the official code")
  func values() throws {
    let (folder, expected) = (try Self.folder(), try Fixture.load())
    func bits(_ task: CIFAR10) -> [Int32] {
      var batch = TaskBatch(for: task, capacity: 1)
      batch.load([3], of: .test, from: task, seed: 0)
      #expect(batch.labels == [3])
      return batch.vectors.map { Int32(bitPattern: $0.bitPattern) }
    }
    let color = try CIFAR10(folder: folder.path)
    #expect(color.tokens == 64 && color.input == .vectors(width: 48))
    let colorBits = bits(color)
    #expect(Array(colorBits[..<480] + colorBits.suffix(48)) == expected.color)
    let gray = try CIFAR10(folder: folder.path, patch: 1, color: false)
    #expect(gray.tokens == 1_024 && gray.input == .vectors(width: 1))
    let grayBits = bits(gray)
    #expect(Array(grayBits[..<128] + grayBits.suffix(32)) == expected.grey)
  }

  @Test("splits: the last 5,000 of the training files are held out, across the files")
  func splits() throws {
    let folder = try Self.folder()
    let task = try CIFAR10(folder: folder.path, limit: 3)
    #expect(try CIFAR10(folder: folder.path).count(of: .train) == 5)
    #expect(task.count(of: .train) == 3 && task.count(of: .test) == 4)
    #expect(task.count(of: .validation) == 5_000)
    var batch = TaskBatch(for: task, capacity: 1)
    for (index, image) in [(0, 5), (995, 1_000), (996, 1_001), (4_999, 5_004)] {
      batch.load([index], of: .validation, from: task, seed: 0)
      let first = (Float(Self.pixel(image, 0)) / 255 - 0.4914) / 0.2023
      #expect(batch.labels == [Int32(image % 10)] && batch.vectors[0] == first, "\(image)")
    }
  }

  @Test("training is augmented by seed, index and pass; nothing else is")
  func augmentedSplits() throws {
    let folder = try Self.folder()
    let task = try CIFAR10(folder: folder.path, patch: 8)
    let plain = try CIFAR10(folder: folder.path, patch: 8, augment: false)
    func vectors(
      _ task: CIFAR10, _ indices: [Int], _ split: TaskSplit = .train, seed: UInt64 = 1,
      sampleIndex: Int? = nil
    ) -> [Float] {
      var batch = TaskBatch(for: task, capacity: indices.count)
      batch.load(indices, of: split, from: task, seed: seed, sampleIndex: sampleIndex)
      return batch.vectors
    }
    let image = vectors(plain, [2])
    #expect(vectors(task, [2]) == image)
    #expect(vectors(plain, [2], sampleIndex: 7) == image)
    #expect(vectors(task, [2], .test, sampleIndex: 0) == vectors(plain, [2], .test))
    #expect(vectors(task, [2], .validation, sampleIndex: 0) == vectors(plain, [2], .validation))

    let trained = vectors(task, [2], sampleIndex: 0)
    #expect(trained != image)
    #expect(trained == vectors(task, [2], sampleIndex: 4))
    #expect(trained != vectors(task, [2], sampleIndex: 5))
    #expect(trained != vectors(task, [2], seed: 2, sampleIndex: 0))
    // A group that spans the end of a pass is the same as its examples one by one.
    let spanning = vectors(task, [4, 0, 1], sampleIndex: 4)
    let single =
      vectors(task, [4], sampleIndex: 4) + vectors(task, [0], sampleIndex: 5)
      + vectors(task, [1], sampleIndex: 6)
    #expect(spanning == single)
  }

  @Test("draws cover what they should, evenly")
  func draws() {
    var tops = [Int](repeating: 0, count: 9)
    var (flips, angles) = (0, [Double]())
    for index in 0..<9_000 {
      let draw = ImageAugmentation(index: index, epoch: index % 3, seed: 11)
      tops[draw.top] += 1
      if draw.isFlipped { flips += 1 }
      angles.append(draw.angle)
      #expect((0...8).contains(draw.left))
    }
    #expect(tops.allSatisfy { (850...1_150).contains($0) }, "\(tops)")
    #expect((4_300...4_700).contains(flips))
    #expect(angles.allSatisfy { (-20..<20).contains($0) })
    #expect(abs(angles.reduce(0, +) / 9_000) < 0.6)
    #expect((angles.max() ?? 0) > 19.9 && (angles.min() ?? 0) < -19.9)
  }

  @Test("misuse and damage are named")
  func misuse() throws {
    let folder = try Self.folder()
    for patch in [0, 3, 33] {
      #expect(throws: TaskError.self) { try CIFAR10(folder: folder.path, patch: patch) }
    }
    #expect(throws: TaskError.self) { try CIFAR10(folder: folder.path, limit: 0) }
    var label = Self.records(2)
    label[3_073] = 10
    let cases: [([UInt8], String)] = [
      ([], "the size should be a whole number of records of 3073 bytes and is 0 bytes"),
      (Array(Self.records(1).dropLast()), "and is 3072 bytes"),
      (label, "the label of record 1 should be from 0 to 9 and is 10"),
    ]
    for (bytes, text) in cases {
      _ = try folder.write(bytes, to: CIFAR10.testFile)
      do {
        _ = try CIFAR10(folder: folder.path)
        Issue.record("accepted: \(text)")
      } catch {
        #expect("\(error)".contains(text) && "\(error)".contains("test_batch.bin"), "\(error)")
      }
    }
    _ = try folder.write(Self.records(4), to: CIFAR10.testFile)
    _ = try folder.write(Self.records(1), to: "data_batch_5.bin")
    #expect(throws: TaskError.self) { try CIFAR10(folder: folder.path) }
    try FileManager.default.removeItem(atPath: folder("data_batch_2.bin"))
    #expect(throws: TaskError.self) { try CIFAR10(folder: folder.path) }
  }
}
