import FPTJSON
import FPTLib
import FPTTestSettings
import Foundation
import Testing

@testable import FPTData

/// Weights and data that were damaged at random: an error or the file, and never more memory than its size allows.
///
/// The corpus is made by code, each damaged file by its seed; ``LongTests`` try twenty times as many.
@Suite struct InputFuzzTests {
  static let count = LongTests.areAsked ? 20_000 : 1_000
  static let seed: UInt64 = 11

  // MARK: safetensors

  private static let weights: [[UInt8]] = [
    SafetensorsHostileTests.file(
      "{\(SafetensorsHostileTests.tensor("a", "[2,3]", 0, 24)),"
        + "\(SafetensorsHostileTests.tensor("b", "[1]", 24, 28))}", data: 28),
    SafetensorsHostileTests.file(
      #"{"__metadata__":{"format":"pt","ü\u0041":"\n"},"#
        + "\(SafetensorsHostileTests.tensor("head.weight", "[]", 0, 4))}   ", data: 4),
    SafetensorsHostileTests.file("{}", data: 0),
  ]
  /// Pieces that mean something in a header, for damage that gets further than a flipped bit.
  static let pieces = [
    "{", "}", "[", "]", "\"", ",", ":", "\\u", "\\ud800", "-1", "1e9", "0", "18446744073709551616",
    "9223372036854775807", "null", "\"dtype\"", "\"F64\"", "\"BF16\"", "\"shape\"",
    "\"data_offsets\"", "\"__metadata__\"", "\u{0}", "\u{FFFD}", "4294967296",
  ].map { Array($0.utf8) }

  @Test func safetensorsHeaders() throws {
    print("seed \(Self.seed), \(Self.count) files")
    let folder = try TemporaryFolder()
    var generator = Numbers(state: Self.seed)
    var accepted = 0
    for _ in 0..<Self.count {
      let original = Self.weights[Int.random(in: 0..<Self.weights.count, using: &generator)]
      let bytes = Self.damaged(original, pieces: Self.pieces, using: &generator)
      let path = try folder.write(bytes, to: "damaged.safetensors")
      if Self.isAccepted(path, byteCount: bytes.count) { accepted += 1 }
    }
    print("\(accepted) accepted")
    #expect(accepted < Self.count / 2)
  }

  private static func isAccepted(_ path: String, byteCount: Int) -> Bool {
    do throws(CheckpointError) {
      let file = try SafetensorsFile(path: path)
      // What is accepted lies within the file, all of it.
      #expect(file.entries.reduce(0) { $0 + $1.bytes.count } <= byteCount - 8)
      for name in file.names { _ = try? file.tensor(named: name).floats() }
      return true
    } catch {
      #expect("\(error)".contains("damaged.safetensors"))
      return false
    }
  }

  /// A hundred megabytes of brackets would become gigabytes of values.
  @Test func valuesAreCounted() {
    let text = Array("[1,[],{\"a\":null}]".utf8)
    #expect((try? JSONParser.parse(text, valueLimit: 5)) != nil)
    do throws(JSONProblemError) {
      _ = try JSONParser.parse(text, valueLimit: 4)
      Issue.record("five values were read where four are allowed")
    } catch {
      #expect(error.problem.kind == .tooMany(limit: 4))
    }
  }

  // MARK: IDX and gzip

  @Test func imageFiles() throws {
    let folder = try TemporaryFolder()
    var generator = Numbers(state: Self.seed)
    // Two images of 2 × 3, and their gzip form.
    let plain: [UInt8] = [0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 3] + Array(0..<12)
    let packed = try PatchedImagesTests.gzip(plain)
    var accepted = 0
    for number in 0..<Self.count {
      if number.isMultiple(of: 2) {
        let bytes = Self.damaged(plain, pieces: [[255, 255, 255, 255], [0]], using: &generator)
        if let file = try? IDXFile(bytes, dimensions: 3, path: "a") {
          accepted += 1
          #expect(file.elements.count == file.shape.reduce(1, *))
        }
      } else {
        let bytes = Self.damaged(packed, pieces: [[0x1F, 0x8B], [255]], using: &generator)
        let path = try folder.write(bytes, to: "damaged.gz")
        if let file = try? IDXFile(path: path, dimensions: 3) {
          accepted += 1
          #expect(file.elements.count == file.shape.reduce(1, *))
        }
      }
    }
    print("seed \(Self.seed), \(accepted) of \(Self.count) accepted")
    #expect(accepted < Self.count)
  }

  @Test func aNamedPipeIsRefusedAndNotWaitedFor() throws {
    let folder = try TemporaryFolder()
    #expect(mkfifo(folder("pipe"), 0o600) == 0)
    #expect(throws: CheckpointError.self) { try SafetensorsFile(path: folder("pipe")) }
    #expect(throws: TaskError.self) { try IDXFile(path: folder("pipe"), dimensions: 3) }
  }

  // MARK: Damage

  static func damaged(
    _ original: [UInt8], pieces: [[UInt8]], using generator: inout Numbers
  ) -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      guard !bytes.isEmpty else { return bytes }
      let place = Int.random(in: 0..<bytes.count, using: &generator)
      switch Int.random(in: 0..<6, using: &generator) {
      case 0, 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 2: bytes.removeSubrange(place...)
      case 3:
        bytes.removeSubrange(place..<min(bytes.count, place + 5))
      case 4:
        let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        bytes.insert(contentsOf: piece, at: place)
      default:
        let piece = pieces[Int.random(in: 0..<pieces.count, using: &generator)]
        for (offset, byte) in piece.enumerated() where place + offset < bytes.count {
          bytes[place + offset] = byte
        }
      }
    }
    return bytes
  }

  struct Numbers: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }
}
