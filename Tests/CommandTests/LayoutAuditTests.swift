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
    let program = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/results/layout_audit.py").path
    let result = try command.shell(
      "\(OtherReadersTests.python) '\(program)' results/tiny.h5 results/cells/*.h5")
    #expect(result.status == 0, "\(result.messages)")
    #expect(result.output.split(separator: "\n").count >= 3, "\(result.output)")
  }
}
