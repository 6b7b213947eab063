import FPTLib
import HDF5
import Testing

@testable import FPTData

@Suite("Tensors")
struct TensorsTests {
  /// An HDF5 file of arrays; a path leads into groups.
  static func hdf5(_ folder: TemporaryFolder, _ arrays: [(String, [Int], Numbers)]) throws
    -> String
  {
    let path = folder("arrays.h5")
    let file = try File.create(path)
    var groups: [String: Group] = [:]
    for (name, shape, numbers) in arrays {
      let parts = name.split(separator: "/").map(String.init)
      var group = try file.root()
      if parts.count == 2 {
        let known = try groups[parts[0]] ?? group.createGroup(parts[0])
        groups[parts[0]] = known
        group = known
      }
      func write<Number: Element>(_ values: [Number]) throws {
        try group.createDataset(
          parts[parts.count - 1], type: Number.datatype, space: .simple(shape)
        )
        .write(values)
      }
      switch numbers {
      case .floats(let values): try write(values)
      case .doubles(let values): try write(values)
      case .bytes(let values): try write(values)
      case .integers(let values): try write(values)
      }
    }
    try file.close()
    return path
  }

  enum Numbers: Sendable {
    case floats([Float])
    case doubles([Double])
    case bytes([Int8])
    case integers([Int64])
  }

  static let count = 20
  /// [20, 2, 3], element i is i / 4.
  static let vectors = (0..<120).map { Float($0) / 4 }
  static let classes = (0..<20).map { Int64($0 % 3) }

  static func rows(_ task: Tensors, _ split: TaskSplit) -> [(vectors: [Float], labels: [Int32])] {
    (0..<(task.count(of: split) ?? 0)).map { index in
      var batch = TaskBatch(for: task, capacity: 1)
      batch.load([index], of: split, from: task, seed: 0)
      return (batch.vectors + batch.symbols.map { Float($0) }, batch.labels)
    }
  }

  /// Every example in one split only, each with its own label.
  static func expectWhole(_ task: Tensors) {
    let all = TaskSplit.allCases.flatMap { rows(task, $0) }.sorted { $0.vectors[0] < $1.vectors[0] }
    #expect(all.flatMap(\.vectors) == vectors)
    #expect(all.flatMap(\.labels) == classes.map { Int32($0) })
  }

  @Test("HDF5 arrays of both float widths and of integers")
  func hdf5Types() throws {
    for numbers in [
      Numbers.floats(Self.vectors), .doubles(Self.vectors.map { Double($0) }),
    ] {
      let folder = try TemporaryFolder()
      let path = try Self.hdf5(
        folder, [("train/x", [20, 2, 3], numbers), ("train/y", [20], .integers(Self.classes))])
      let task = try Tensors(file: path, training: .init(inputs: "train/x", labels: "train/y"))
      #expect(task.tokens == 2 && task.input == .vectors(width: 3))
      #expect(task.output == TaskOutput(readTokens: 1, classes: 3))
      #expect(TaskSplit.allCases.map(task.count) == [16, 2, 2])
      Self.expectWhole(task)
    }
  }

  @Test("safetensors arrays")
  func safetensors() throws {
    let folder = try TemporaryFolder()
    let path = folder("arrays.safetensors")
    try SafetensorsWriter.write(
      [
        .init(name: "inputs", shape: [20, 2, 3], values: .float32(Self.vectors)),
        .init(name: "labels", shape: [20], values: .int64(Self.classes)),
      ], to: path)
    let task = try Tensors(file: path, heldOut: HeldOut(validation: 0.2, test: 0.4, choice: .last))
    #expect(TaskSplit.allCases.map(task.count) == [8, 4, 8])
    Self.expectWhole(task)
    #expect(Self.rows(task, .test).map { $0.vectors[0] } == (12..<20).map { Float($0) * 6 / 4 })
    let few = try Tensors(
      file: path, heldOut: HeldOut(validation: 0.2, test: 0.4, choice: .last), limit: 3)
    #expect(TaskSplit.allCases.map(few.count) == [3, 4, 8])
    #expect(few.dataDigest != task.dataDigest)
    let wide = try Tensors(file: path, sizes: .init(classes: 7))
    #expect(wide.output.classes == 7)
  }

  @Test("symbols, several labels of an example, arrays of their own for validation and test")
  func symbols() throws {
    let folder = try TemporaryFolder()
    let symbols = (0..<80).map { Int8($0 % 11) }
    let path = try Self.hdf5(
      folder,
      [
        ("inputs", [20, 4], .bytes(symbols)),
        ("labels", [20, 6], .integers((0..<120).map { $0 % 5 })),
        ("vx", [2, 4], .bytes([12, 0, 0, 0, 0, 0, 0, 1])),
        ("vy", [2, 6], .integers([Int64](repeating: 1, count: 12))),
      ])
    let task = try Tensors(
      file: path, validation: .init(inputs: "vx", labels: "vy"), sizes: .init(perToken: 2))
    #expect(task.input == .symbols(vocabulary: 13) && task.tokens == 4)
    #expect(task.output == TaskOutput(readTokens: 3, predictionsPerToken: 2, classes: 5))
    #expect(TaskSplit.allCases.map(task.count) == [18, 2, 2])
    #expect(Self.rows(task, .validation)[1].vectors == [0, 0, 0, 1])
    let first = try #require(Self.rows(task, .train).first)
    #expect(first.vectors == [0, 1, 2, 3] && first.labels == [0, 1, 2, 3, 4, 0])
    for perToken in [0, -1, 4, 1] {
      #expect(throws: TaskError.self) {
        try Tensors(
          file: path, validation: .init(inputs: "vx", labels: "vy"),
          sizes: .init(perToken: perToken))
      }
    }
  }

  struct Mismatch: Sendable, CustomTestStringConvertible {
    var arrays: [(String, [Int], Numbers)]
    var message: String
    var sizes = Tensors.Sizes()
    var test: Tensors.Arrays?
    var testDescription: String { message }
  }

  static let good: [(String, [Int], Numbers)] = [
    ("inputs", [20, 2, 3], .floats(vectors)), ("labels", [20], .integers(classes)),
  ]
  static let mismatches: [Mismatch] = [
    .init(
      arrays: [good[1]],
      message: "the array `inputs` should be there and is missing; there "
        + "are `labels`"),
    .init(
      arrays: [("inputs", [40, 3], .floats(vectors)), good[1]],
      message: "the array `inputs` should be [examples, tokens, width] numbers or [examples, "
        + "tokens] integers and is float32 of shape [40, 3]"),
    .init(
      arrays: [good[0], ("labels", [20], .floats([Float](repeating: 0, count: 20)))],
      message: "the array `labels` should be [examples] or [examples, predictions] integers and "
        + "is float32 of shape [20]; they are whole numbers: store `labels.astype(\"int64\")`"),
    .init(
      arrays: [
        good[0], ("labels", [20, 3], .floats((0..<60).map { $0 % 3 == $0 / 3 % 3 ? 1 : 0 })),
      ],
      message: "the array `labels` should be [examples] or [examples, predictions] integers and "
        + "is float32 of shape [20, 3]; they are one-hot: store `labels.argmax(1)`"),
    .init(
      arrays: [good[0], ("labels", [19], .integers(Array(classes.dropLast())))],
      message: "the length of the array `labels` should be 20, the length of `inputs` and is 19"),
    .init(
      arrays: [good[0], ("labels", [20], .integers(classes.map { 1 - $0 }))],
      message: "the label at [2] of the array `labels` should be from 0 to 2147483646 and is -1"),
    .init(
      arrays: [("inputs", [20, 2, 3], .floats(vectors.dropLast() + [.nan])), good[1]],
      message: "the number at [19, 1, 2] of the array `inputs` should be finite as a 32-bit "
        + "float and is nan"),
    .init(
      arrays: [
        ("inputs", [20, 2, 3], .doubles(vectors.map { Double($0) * 1e300 })), good[1],
      ],
      message: "the number at [0, 0, 1] of the array `inputs` should be finite as a 32-bit "
        + "float and is inf"),
    .init(
      arrays: good,
      message: "the largest label of `labels` should be below the number of classes, 2 and is 2",
      sizes: .init(classes: 2)),
    .init(
      arrays: [("inputs", [20, 6], .integers((0..<120).map { $0 })), good[1]],
      message: "the largest symbol of `inputs` should be below the vocabulary, 100 and is 119",
      sizes: .init(vocabulary: 100)),
    .init(
      arrays: good + [
        ("tx", [5, 4, 3], .floats(Array(vectors[..<60]))), ("ty", [5], .integers([0, 0, 0, 0, 0])),
      ],
      message: "an example of `tx` should be 2 tokens of 3, as in `inputs` and is 4 tokens of 3",
      test: .init(inputs: "tx", labels: "ty")),
    .init(
      arrays: [("inputs", [0, 2, 3], .floats([])), ("labels", [0], .integers([]))],
      message: "the array `inputs` should be an array of at least one example and is float32 of "
        + "shape [0, 2, 3]"),
    .init(
      arrays: [
        ("inputs", [2, 2, 3], .floats(Array(vectors[..<12]))), ("labels", [2], .integers([0, 1])),
      ],
      message: "the number of examples in `inputs` should be enough for one in each split and is 2"),
    .init(
      arrays: [("inputs/x", [20, 2, 3], .floats(vectors)), good[1]],
      message: "`inputs` should be an array and is a group; name an array in it, such as "
        + "`inputs/x`"),
  ]

  @Test(
    "every mismatch names the file, the array, what was expected and what was found",
    arguments: mismatches)
  func mismatch(_ mismatch: Mismatch) throws {
    let folder = try TemporaryFolder()
    let path = try Self.hdf5(folder, mismatch.arrays)
    let error = #expect(throws: TaskError.self) {
      try Tensors(file: path, test: mismatch.test, sizes: mismatch.sizes)
    }
    #expect(error?.description == "\(path): \(mismatch.message)")
  }

  @Test("files that are no array files, and damaged ones, are refused")
  func hostile() throws {
    let folder = try TemporaryFolder()
    let whole = try Self.hdf5(folder, Self.good)
    let bytes = try MappedFile.withBytes(of: whole) { Array($0) }
    #expect(throws: TaskError.self) { try Tensors(file: folder("missing.h5")) }
    #expect(throws: TaskError.self) { try Tensors(file: folder.path) }
    for (name, content) in [
      ("empty.h5", []), ("text.h5", Array("hello".utf8)), ("text.safetensors", Array("hi".utf8)),
      ("signature.h5", Array(bytes[..<8])), ("half.h5", Array(bytes[..<(bytes.count / 2)])),
      (
        "claim.safetensors",
        SafetensorsHostileTests.file(
          "{\"inputs\":{\"dtype\":\"F32\",\"shape\":[99999999999,9,9],\"data_offsets\":[0,4]}}",
          data: 4)
      ),
    ] {
      let path = try folder.write(content, to: name)
      let error = #expect(throws: TaskError.self, "\(name)") { try Tensors(file: path) }
      #expect(error?.description.contains(path) == true)
    }
  }

  static let hasReference =
    SafetensorsInteroperabilityTests.python("import numpy, h5py, safetensors.numpy") != nil

  @Test(
    "files of h5py and of numpy's safetensors, chunked and compressed",
    .enabled(if: hasReference, "needs a Python with h5py and safetensors (FPT_TEST_PYTHON)"))
  func fromPython() throws {
    let folder = try TemporaryFolder()
    let script = """
      import sys, numpy as n, h5py, safetensors.numpy as s
      x = (n.arange(120) / 4).reshape(20, 2, 3); y = n.arange(20) % 3
      with h5py.File(sys.argv[1], "w") as f:
          f.create_dataset("inputs", data=x, chunks=(5, 2, 3), compression="gzip")
          f["labels"] = y.astype("uint8")
      s.save_file({"inputs": x, "labels": y}, sys.argv[2])
      """
    let paths = [folder("a.h5"), folder("a.safetensors")]
    #expect(SafetensorsInteroperabilityTests.python(script, paths) != nil)
    for path in paths { Self.expectWhole(try Tensors(file: path)) }
  }
}
