@testable import FPTEngine

/// Numbers that a kernel reads or writes, at an odd address and with a guard behind them.
final class Numbers {
  let pointer: UnsafeMutablePointer<Float>
  let count: Int
  private let start: UnsafeMutablePointer<Float>
  private static let guardCount = 17

  init(_ values: [Float]) {
    count = values.count
    start = .allocate(capacity: values.count + Self.guardCount + 1)
    start.initialize(repeating: 12_345, count: values.count + Self.guardCount + 1)
    pointer = start + 1
    pointer.update(from: values, count: values.count)
  }

  deinit { start.deallocate() }

  var values: [Float] { Array(UnsafeBufferPointer(start: pointer, count: count)) }

  /// The numbers and the guards around them.
  var everything: [Float] {
    Array(UnsafeBufferPointer(start: start, count: count + Self.guardCount + 1))
  }
}

/// The arguments of kernels: the same numbers for the same name, for each table anew.
struct KernelInput {
  /// The numbers among normal ones.
  enum Kind: CaseIterable {
    case normal, edges, infinities, notNumbers

    var special: [Float] {
      switch self {
      case .normal: []
      case .edges:
        [
          0, -0.0, .leastNonzeroMagnitude, -0x1p-133, .leastNormalMagnitude, 1e-30, -1e18, 3e18, 88,
          -104,
        ]
      case .infinities: [.infinity, 0, -.infinity, 3e38, -3e38, -0.0, 2]
      case .notNumbers: [.nan, -0.0, .infinity, 1]
      }
    }
  }

  /// The columns of a row.
  let length: Int
  let kind: Kind
  /// What was handed out, which must outlive its pointers.
  private let handedOut = HandedOut()

  init(length: Int, kind: Kind) {
    self.length = length
    self.kind = kind
  }

  private final class HandedOut { var numbers: [Numbers] = [] }

  /// Lengths around whole vectors, and of a model.
  static let lengths = Array(1...25) + [64, 383, 384]

  /// Numbers of which a third are special.
  func numbers(_ name: String, _ count: Int) -> Numbers {
    var values = [Float](repeating: 0, count: count)
    values.withUnsafeMutableBufferPointer {
      RandomStream(seed: 7, name: name).fillNormal($0, mean: 0, standardDeviation: 2)
    }
    let special = kind.special
    if !special.isEmpty {
      var cursor = RandomCursor(RandomStream(seed: 8, name: name))
      for i in values.indices where cursor.integer(below: 3) == 0 {
        values[i] = special[cursor.integer(below: special.count)]
      }
    }
    let numbers = Numbers(values)
    handedOut.numbers.append(numbers)
    return numbers
  }

  /// Normal numbers, whatever the kind.
  func plain(_ name: String, _ count: Int) -> Numbers {
    let numbers = Numbers(KernelInput(length: length, kind: .normal).numbers(name, count).values)
    handedOut.numbers.append(numbers)
    return numbers
  }

  /// Bytes of a mask.
  func mask(_ count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 89 &+ 45) }
  }
}

/// The bits that a kernel left behind, with one NaN for all.
struct KernelResult: Equatable {
  var words: [UInt64] = []

  mutating func add(_ value: Float) {
    words.append(value.isNaN ? 0xFFFF_FFFF : UInt64(value.bitPattern))
  }
  mutating func add(_ value: Double) { words.append(value.isNaN ? .max : value.bitPattern) }
  mutating func add(_ numbers: Numbers...) {
    for value in numbers.flatMap(\.everything) { add(value) }
  }
  mutating func add(_ bytes: [UInt8]) { words += bytes.map(UInt64.init) }
}
