import FPTLib
import FPTTestSettings
import Foundation
import Testing

/// The damage that is kept in the repository: files over which libhdf5 was seen to crash, and others that once were tried.
@Suite struct CorpusTests {
  /// Every how many of them one is tried; all of them where `FPT_LONG_TESTS` is set.
  static let stride = LongTests.areAsked ? 1 : 6

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/results/damage")

  struct Edit {
    var offset: Int
    var bytes: [UInt8]

    /// Reads a line such as `4742:80ff`.
    init?(_ text: Substring) {
      let parts = text.split(separator: ":")
      guard parts.count == 2, let offset = Int(parts[0]), parts[1].count % 2 == 0 else {
        return nil
      }
      self.offset = offset
      var digits = parts[1]
      bytes = []
      while !digits.isEmpty {
        guard let byte = UInt8(digits.prefix(2), radix: 16) else { return nil }
        bytes.append(byte)
        digits = digits.dropFirst(2)
      }
    }
  }

  @Test func noneIsTakenForWhole() throws {
    let base = try [UInt8](Data(contentsOf: Self.folder.appending(path: "base.h5")))
    let text = try String(
      contentsOf: Self.folder.appending(path: "damage.txt"), encoding: .utf8)
    let cases = text.split(separator: "\n").filter { !$0.hasPrefix("#") }
    #expect(cases.count > 100)
    let command = try Command()
    let inspector = ResultInspector(
      executable: try #require(Command.executable), arguments: ["__inspect-results"],
      allowance: InspectionAllowance(seconds: 2))
    // Undamaged it is whole, so that what follows says something.
    try command.write(Data(base), to: "base.h5")
    try inspector.inspect(command.path("base.h5"))
    var (tried, crashed) = (0, 0)
    for number in Swift.stride(from: 0, to: cases.count, by: Self.stride) {
      var bytes = base
      for part in cases[number].split(separator: " ") {
        let edit = try #require(Edit(part))
        for (place, byte) in edit.bytes.enumerated() where edit.offset + place < bytes.count {
          bytes[edit.offset + place] = byte
        }
      }
      try command.write(Data(bytes), to: "\(number).h5")
      tried += 1
      do throws(ResultFileError) {
        try inspector.inspect(command.path("\(number).h5"))
        Issue.record("\(cases[number]) passed")
      } catch {
        #expect(error.isAboutContent, "\(cases[number]): \(error)")
        switch error {
        case .readerCrashed, .readerTooSlow: crashed += 1
        default: break
        }
      }
    }
    print("\(tried) files, \(crashed) of which brought the child down or kept it busy")
  }
}
