import FPTLib
import FPTTestSettings
import Foundation
import Testing

/// Thousands of damaged results files before the child: an intact file or one clear error, and never anything worse.
@Suite struct MutatedFileTests {
  /// Files tried where `FPT_LONG_TESTS` is set, and where it is not.
  static let count = LongTests.areAsked ? 500 : 60

  @Test func noDamageReachesThisProcess() async throws {
    let original = try SampleFile.bytes()
    let digest = try ContentDigest(ofFile: SampleFile.path())
    let executable = try #require(Command.executable)
    let structures = Mutation.structures(in: original)
    let command = try Command()
    let seed: UInt64 = 20_260_101
    print("seed \(seed), \(Self.count) files")
    // As many at once as there are cores to run children on.
    let counts = await withTaskGroup(of: [String: Int].self) { tasks in
      for lane in 0..<2 {
        tasks.addTask {
          // Some damage sends libhdf5 around in circles; two seconds of that are as good as twenty.
          let inspector = ResultInspector(
            executable: executable, arguments: ["__inspect-results"],
            allowance: InspectionAllowance(seconds: 2))
          var outcomes: [String: Int] = [:]
          for number in stride(from: lane, to: Self.count, by: 2) {
            var mutation = Mutation(seed: seed &+ UInt64(number), structures: structures)
            let outcome = Self.outcome(
              mutation.damage(original), path: command.path("\(number).h5"), inspector: inspector,
              digest: digest)
            outcomes[outcome, default: 0] += 1
          }
          return outcomes
        }
      }
      return await tasks.reduce(into: [:]) { $0.merge($1, uniquingKeysWith: +) }
    }
    print(counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
    #expect(counts["damaged", default: 0] > Self.count / 4)
  }

  /// What becomes of one file, in a word.
  private static func outcome(
    _ bytes: [UInt8], path: String, inspector: ResultInspector, digest: ContentDigest
  ) -> String {
    defer { try? FileManager.default.removeItem(atPath: path) }
    do {
      try Data(bytes).write(to: URL(filePath: path))
      try inspector.inspect(path)
      // What passes holds the results that were written; only what no digest covers may differ.
      #expect(try ContentDigest(ofFile: path) == digest, "\(path)")
      return "intact"
    } catch let error as ResultFileError {
      #expect("\(error)".hasPrefix(path), "\(error)")
      #expect(!"\(error)".contains("\n"))
      switch error {
      case .damaged, .cutShort: return "damaged"
      case .notAResultsFile, .unsupportedFormat: return "no results file"
      case .readerCrashed: return "crashed the child"
      case .readerTooSlow: return "kept the child busy"
      default:
        Issue.record("\(error)")
        return "another error"
      }
    } catch {
      Issue.record("\(error)")
      return "another error"
    }
  }
}

/// One way of damaging a file, a function of its seed.
struct Mutation {
  private var generator: SplitMix

  private let structures: [Int]

  /// Draws damage from a seed; half of it is near to the structures.
  init(seed: UInt64, structures: [Int]) {
    generator = SplitMix(state: seed)
    self.structures = structures
  }

  mutating func damage(_ original: [UInt8]) -> [UInt8] {
    var bytes = original
    guard !bytes.isEmpty else { return bytes }
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      let place = place(in: bytes)
      switch Int.random(in: 0..<8, using: &generator) {
      case 0, 1, 2: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 3:
        overwrite(&bytes, at: place, count: 8) { [0, 0xFF, 0x7F, 0x80].randomElement(using: &$0) }
      case 4:
        overwrite(&bytes, at: place, count: 4) { UInt8.random(in: 0...255, using: &$0) }
      case 5: overwrite(&bytes, at: place, count: 512) { _ in 0 }
      case 6:
        let source = self.place(in: bytes)
        let piece = Array(bytes[source...].prefix(64))
        for (offset, byte) in piece.enumerated() where place + offset < bytes.count {
          bytes[place + offset] = byte
        }
      default:
        bytes.removeSubrange(place...)
        if bytes.isEmpty { return bytes }
      }
    }
    return bytes
  }

  private mutating func overwrite(
    _ bytes: inout [UInt8], at place: Int, count: Int, _ byte: (inout SplitMix) -> UInt8?
  ) {
    guard let value = byte(&generator) else { return }
    for offset in 0..<count where place + offset < bytes.count { bytes[place + offset] = value }
  }

  /// Anywhere, and half of the time near a structure of the library's: heaps and headers are few and decide most.
  private mutating func place(in bytes: [UInt8]) -> Int {
    guard Bool.random(using: &generator),
      let structure = structures.randomElement(using: &generator)
    else { return Int.random(in: 0..<bytes.count, using: &generator) }
    return min(structure + Int.random(in: 0..<96, using: &generator), bytes.count - 1)
  }

  /// Where the structures of libhdf5 begin in a file.
  static func structures(in bytes: [UInt8]) -> [Int] {
    let file = Data(bytes)
    return ["GCOL", "OHDR", "OCHK", "FRHP", "FHDB", "BTHD", "BTLF", "TREE"].flatMap { name in
      var found: [Int] = []
      while let range = file.range(
        of: Data(name.utf8), in: (found.last.map { $0 + 1 } ?? 0)..<file.count)
      {
        found.append(range.lowerBound)
      }
      return found
    }
  }
}

/// SplitMix64: a generator whose numbers a seed alone decides.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
