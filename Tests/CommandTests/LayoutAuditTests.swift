import FPTTestSettings
import Foundation
import Testing

/// The results of a run and the cells of its store against every rule of the format, by a program in another language.
@Suite struct LayoutAuditTests {
  @Test(
    .enabled(
      if: OtherReadersTests.hasEveryReader,
      "needs a Python with h5py, netCDF4, h5netcdf and xarray in FPT_TEST_PYTHON"))
  func aRunAndItsCells() throws {
    let command = try Command()
    try command.write(
      TinyScript.text(
        extra: """
          model language = BERT(weights: "minilm")
          run more {
            axes { task: [xor]; model: [language, small]; seed: 0..<1 }
            freeze: fpt; train: quick; measure: [accuracy]
          }
          """), to: "tiny.fpt")
    // One of the cells is unavailable, which is a state like the others.
    #expect(try command.run("tiny.fpt").status == 1)
    // A part of the plan names cells that it has not.
    _ = try command.run(
      "tiny.fpt", "--only", "seed=0", "--store", "part", "-o", "results/part.h5")
    let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/results/layout_audit.py").path
    let result = try command.shell(
      "\(OtherReadersTests.python) '\(program)' results/tiny.h5 results/part.h5 results/cells/*.h5")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.split(separator: "\n").count >= 3, "\(result.output)")
  }

  /// Results files that are published, with files of published values and texts beyond ASCII: some of them in every run of the tests, since
  /// all take minutes.
  @Test(
    .enabled(
      if: OtherReadersTests.hasEveryReader,
      "needs a Python with h5py, netCDF4, h5netcdf and xarray in FPT_TEST_PYTHON"))
  func committedResults() throws {
    let some = ["figure-attention-xor.h5", "table16.h5", "table6.h5"]
    let all = CommittedResultsTests.names.map { "laptop/\($0)" } + CommittedResultsTests.evidence
    let names = LongTests.areAsked ? all : some.map { "laptop/\($0)" }
    let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/results/layout_audit.py").path
    let folder = CommittedResultsTests.folder.path
    let files = names.map { "'\(folder)/\($0)'" }.joined(separator: " ")
    let result = try Command().shell("\(OtherReadersTests.python) '\(program)' \(files)")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.split(separator: "\n").count == names.count, "\(result.output)")
  }

  /// A file that breaks a rule is told by its place.
  @Test(
    .enabled(
      if: OtherReadersTests.hasEveryReader,
      "needs a Python with h5py, netCDF4, h5netcdf and xarray in FPT_TEST_PYTHON"))
  func aScriptThatIsNotItsDigest() throws {
    let command = try Command()
    try command.write(TinyScript.text(seeds: "0..<1"), to: "tiny.fpt")
    #expect(try command.run("tiny.fpt").status == 0)
    try command.write(
      """
      import h5py
      with h5py.File("results/tiny.h5", "r+") as file:
          file["script"].attrs["references"] = ["missing.csv"]
      """, to: "change.py")
    let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/results/layout_audit.py").path
    let result = try command.shell(
      "\(OtherReadersTests.python) change.py && \(OtherReadersTests.python) '\(program)' results/tiny.h5"
    )
    #expect(result.status == 1)
    #expect(result.messages.contains("/script"), "\(result.messages)")
  }
}
