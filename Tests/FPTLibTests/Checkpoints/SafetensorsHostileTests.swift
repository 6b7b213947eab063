import FPTJSON
import FPTLib
import Foundation
import Testing

@Suite("Safetensors: files that are not to be trusted")
struct SafetensorsHostileTests {
  /// A file with the given header text, followed by `data` zero bytes.
  static func file(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
    var bytes: [UInt8] = []
    let count = length ?? UInt64(header.utf8.count)
    withUnsafeBytes(of: count.littleEndian) { bytes.append(contentsOf: $0) }
    bytes += header.utf8
    bytes += [UInt8](repeating: 0, count: data)
    return bytes
  }

  static func tensor(_ name: String, _ shape: String, _ begin: Int, _ end: Int) -> String {
    "\"\(name)\":{\"dtype\":\"F32\",\"shape\":\(shape),\"data_offsets\":[\(begin),\(end)]}"
  }

  struct Attack: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var bytes: [UInt8]
    var expected: @Sendable (CheckpointError) -> Bool
    init(
      _ name: String, _ bytes: [UInt8], _ expected: @escaping @Sendable (CheckpointError) -> Bool
    ) {
      self.testDescription = name
      self.bytes = bytes
      self.expected = expected
    }
    /// An attack that must be reported as this problem of tensor `tensor`.
    init(_ name: String, _ bytes: [UInt8], tensor: String, _ problem: TensorProblem) {
      self.init(name, bytes) { error in
        guard case .malformedTensor(_, tensor, problem) = error else { return false }
        return true
      }
    }
    init(_ name: String, _ bytes: [UInt8], file problem: SafetensorsProblem) {
      self.init(name, bytes) { error in
        guard case .malformedFile(_, problem) = error else { return false }
        return true
      }
    }
    init(_ name: String, _ bytes: [UInt8], json kind: JSONProblem.Kind) {
      self.init(name, bytes) { error in
        guard case .malformedFile(_, .headerNotJSON(let problem)) = error else { return false }
        return problem.kind == kind
      }
    }
  }

  static let attacks: [Attack] = [
    Attack("empty", [], file: .tooShort(bytes: 0)),
    Attack("seven bytes", [2, 0, 0, 0, 0, 0, 0], file: .tooShort(bytes: 7)),
    Attack(
      "header length near 2⁶⁴", file("{}", data: 0, length: .max),
      file: .headerTooLarge(bytes: .max, limit: 100_000_000)),
    Attack(
      "header over the cap", file("{}", data: 0, length: 100_000_001),
      file: .headerTooLarge(bytes: 100_000_001, limit: 100_000_000)),
    Attack(
      "header beyond the end", file("{}", data: 0, length: 3),
      file: .headerBeyondEnd(bytes: 3, available: 2)),
    Attack("header of nothing", file("", data: 0), json: .unexpectedEnd),
    Attack("header is a list", file("[]", data: 0), file: .headerNotObject),
    Attack("header cut short", file("{\"a\":", data: 0), json: .unexpectedEnd),
    Attack("header not UTF-8", [3, 0, 0, 0, 0, 0, 0, 0, 0x22, 0xFF, 0x22], json: .notUTF8),
    Attack(
      "very deep header", file(String(repeating: "[", count: 1_000_000), data: 0),
      json: .tooDeep(limit: 64)),
    Attack(
      "text after the header", file("{}x", data: 0), json: .trailingText),
    Attack(
      "a name twice", file("{\(tensor("a", "[1]", 0, 4)),\(tensor("a", "[1]", 4, 8))}", data: 8),
      json: .duplicateKey("a")),
    Attack(
      "a name twice, once escaped",
      file("{\(tensor("a", "[1]", 0, 4)),\(tensor("\\u0061", "[1]", 4, 8))}", data: 8),
      json: .duplicateKey("a")),
    Attack(
      "data cut short", file("{\(tensor("a", "[2]", 0, 8))}", data: 7), tensor: "a",
      .beyondEnd(end: 8, available: 7)),
    Attack(
      "data left over", file("{\(tensor("a", "[2]", 0, 8))}", data: 9),
      file: .dataLength(described: 8, found: 9)),
    Attack("no tensors but data", file("{}", data: 4), file: .dataLength(described: 0, found: 4)),
    Attack(
      "overlap", file("{\(tensor("a", "[2]", 0, 8)),\(tensor("b", "[2]", 4, 12))}", data: 12),
      tensor: "b", .overlap(expectedOffset: 8, found: 4)),
    Attack(
      "same bytes twice",
      file("{\(tensor("a", "[2]", 0, 8)),\(tensor("b", "[2]", 0, 8))}", data: 8),
      tensor: "b", .overlap(expectedOffset: 8, found: 0)),
    Attack(
      "hole", file("{\(tensor("a", "[1]", 0, 4)),\(tensor("b", "[1]", 8, 12))}", data: 12),
      tensor: "b", .hole(expectedOffset: 4, found: 8)),
    Attack(
      "hole at the start", file("{\(tensor("a", "[1]", 4, 8))}", data: 8),
      tensor: "a", .hole(expectedOffset: 0, found: 4)),
    Attack(
      "shape overflows", file("{\(tensor("a", "[4294967296,4294967296]", 0, 4))}", data: 4),
      tensor: "a", .sizeOverflow(shape: [4_294_967_296, 4_294_967_296])),
    Attack(
      "shape wraps to the right size",
      file("{\(tensor("a", "[4611686018427387905]", 0, 4))}", data: 4),
      tensor: "a", .sizeOverflow(shape: [4_611_686_018_427_387_905])),
    Attack(
      "shape larger than the data", file("{\(tensor("a", "[3]", 0, 8))}", data: 8),
      tensor: "a", .sizeMismatch(expected: 12, found: 8)),
    Attack(
      "offsets reversed", file("{\(tensor("a", "[1]", 4, 0))}", data: 4), tensor: "a",
      .malformedOffsets),
    Attack(
      "negative extent", file("{\(tensor("a", "[-1]", 0, 4))}", data: 4), tensor: "a",
      .malformedShape),
    Attack(
      "extent beyond 64 bits", file("{\(tensor("a", "[99999999999999999999]", 0, 4))}", data: 4),
      tensor: "a", .malformedShape),
    Attack(
      "fractional extent", file("{\(tensor("a", "[1.0]", 0, 4))}", data: 4), tensor: "a",
      .malformedShape),
    Attack(
      "three offsets",
      file("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4,4]}}", data: 4),
      tensor: "a", .malformedOffsets),
    Attack(
      "a type that is a number",
      file("{\"a\":{\"dtype\":31,\"shape\":[],\"data_offsets\":[0,4]}}", data: 4),
      tensor: "a", .malformedType),
    Attack(
      "an unknown type beyond the data",
      file("{\"a\":{\"dtype\":\"F31\",\"shape\":[],\"data_offsets\":[0,8]}}", data: 4),
      tensor: "a", .beyondEnd(end: 8, available: 4)),
    Attack(
      "an unknown type whose shape overflows",
      file(
        "{\"a\":{\"dtype\":\"F31\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,4]}}",
        data: 4), tensor: "a", .sizeOverflow(shape: [4_294_967_296, 4_294_967_296])),
    Attack(
      "a truth value of four bytes",
      file("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[],\"data_offsets\":[0,4]}}", data: 4),
      tensor: "a", .sizeMismatch(expected: 1, found: 4)),
    Attack(
      "no type", file("{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", data: 4),
      tensor: "a", .missingField("dtype")),
    Attack(
      "an extra field",
      file("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4],\"x\":1}}", data: 4),
      tensor: "a", .unknownField("x")),
    Attack("an entry that is a number", file("{\"a\":1}", data: 0), tensor: "a", .notAnObject),
    Attack(
      "metadata of numbers", file("{\"__metadata__\":{\"a\":1}}", data: 0),
      file: .malformedMetadata),
  ]

  @Test("are refused for the right reason", arguments: attacks)
  func refused(_ attack: Attack) throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(attack.bytes, to: "attack.safetensors")
    do {
      _ = try SafetensorsFile(path: path)
      Issue.record("the file was accepted")
    } catch {
      #expect(attack.expected(error), "\(error)")
      #expect("\(error)".contains("attack.safetensors"))
    }
  }

  @Test("random damage to a good file never does worse than an error", arguments: 0..<8)
  func damage(seed: UInt64) throws {
    let folder = try TemporaryFolder()
    let good = Self.file(
      "{\(Self.tensor("a", "[2,3]", 0, 24)),\(Self.tensor("b", "[1]", 24, 28))}", data: 28)
    var state = seed &* 2_654_435_761 &+ 1
    for _ in 0..<100 {
      var bytes = good
      for _ in 0..<3 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        bytes[Int(state >> 33) % (good.count - 28)] = UInt8(truncatingIfNeeded: state >> 24)
      }
      let path = try folder.write(bytes, to: "damaged.safetensors")
      if let file = try? SafetensorsFile(path: path) {
        for name in file.names { _ = try? file.tensor(named: name).floats() }
      }
    }
  }

  @Test("a folder, a missing file and a device are refused")
  func notRegular() throws {
    let folder = try TemporaryFolder()
    for path in [folder.path, folder("none"), "/dev/zero"] {
      #expect(throws: CheckpointError.self) { try SafetensorsFile(path: path) }
    }
  }
}
