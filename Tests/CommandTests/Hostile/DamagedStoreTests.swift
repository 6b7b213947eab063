import FPTTestSettings
import Foundation
import Testing

/// Cells of the store in which bits are flipped, or parts are missing: told, moved out of the way, computed again.
@Suite struct DamagedStoreTests {
  /// Damaged cells tried where `FPT_LONG_TESTS` is set, and where it is not.
  static let count = LongTests.areAsked ? 60 : 12

  @Test func aDamagedCellIsToldAndComputedAgain() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    let whole = try command.run("tiny.fpt")
    let digest = try #require(Command.digest(in: whole.output))
    let cell = try #require(
      FileManager.default.contentsOfDirectory(atPath: command.path("results/cells")).sorted().first)
    let original = try command.contents("results/cells/\(cell)")
    // A cell may be without a trailer; there a child looks first.
    let unsealed = original.dropLast(Self.trailerBytes(of: original))
    let structures = Mutation.structures(in: Array(unsealed))
    let seed: UInt64 = 20_261_123
    print("seed \(seed), \(Self.count) cells")
    var damaged = 0
    for number in 0..<Self.count {
      let isSealed = number % 3 != 0
      var mutation = Mutation(seed: seed &+ UInt64(number), structures: structures)
      let bytes = mutation.damage(Array(isSealed ? original : unsealed))
      try command.write(Data(bytes), to: "results/cells/\(cell)")
      let plan = try command.run("plan", "tiny.fpt")
      #expect(plan.status == 0, "\(number): \(plan.messages)")
      #expect(try command.run("gc").status == 0)
      let run = try command.run("tiny.fpt")
      #expect(run.status == 0, "\(number): \(run.messages)")
      #expect(Command.digest(in: run.output) == digest, "\(number)")
      let aside = command.path("results/cells/\(cell.dropLast(3)).damaged")
      guard FileManager.default.fileExists(atPath: aside) else {
        // What passes is as it was written, but for what no digest covers.
        #expect(!plan.output.contains("damaged"))
        continue
      }
      damaged += 1
      // Of a file with a trailer, planning reads that alone.
      #expect(isSealed || plan.output.contains("damaged"), "\(plan.output)")
      #expect(
        run.messages.contains("the damaged file is kept as results/cells/"), "\(run.messages)")
      #expect(try Data(contentsOf: URL(filePath: aside)) == Data(bytes))
      let collected = try command.run("gc", "--delete")
      #expect(collected.output.contains("set aside"), "\(collected.output)")
      #expect(!FileManager.default.fileExists(atPath: aside))
    }
    print("\(damaged) of \(Self.count) found damaged")
    #expect(damaged > Self.count * 2 / 3)
  }

  /// The fields of a trailer, and the 48 bytes that say how long they are.
  private static func trailerBytes(of file: Data) -> Int {
    let length = file.dropLast(40).suffix(8).reversed().reduce(0) { $0 << 8 | Int($1) }
    return 48 + length
  }

  /// A folder, a pipe, or a file that may not be read in the place of a cell.
  @Test func whatIsNoFileIsNoCell() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<1"), to: "tiny.fpt")
    try command.run("tiny.fpt")
    for line in ["mkdir", "mkfifo"] {
      let made = try command.shell(
        "for f in results/cells/*.h5; do mv $f saved; \(line) $f; done")
      #expect(made.status == 0)
      let plan = try command.run("plan", "tiny.fpt")
      #expect(plan.status == 0 && plan.output.contains("damaged"), "\(plan.output)\(plan.messages)")
      let run = try command.run("tiny.fpt")
      #expect(run.status == 0, "\(run.messages)")
      #expect(run.output.contains("1 cell computed"))
      #expect(try command.shell("rm -r results/cells/*.damaged").status == 0)
    }
  }
}
