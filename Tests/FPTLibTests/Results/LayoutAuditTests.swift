import FPTLib
import Foundation
import Testing

/// Every rule of `docs/results-format.md` against files with something of everything, checked by a program in another
/// language (`Tests/Fixtures/results/layout_audit.py`) and opened by four readers without a keyword.
@Suite(
  .enabled(
    if: PythonReaders.isAvailable,
    "needs a Python with h5py, netCDF4, h5netcdf and xarray in FPT_TEST_PYTHON"))
struct LayoutAuditTests {
  let folder: ResultsTestFolder
  init() throws { folder = try ResultsTestFolder() }

  private func audit(_ path: String) throws -> String {
    try PythonReaders.run(PythonReaders.auditProgram(), path)
  }

  @Test func aResultsFile() throws {
    let path = folder.file("a.h5")
    try ResultFile.write(SampleResults.document().tree(), to: path)
    let output = try audit(path)
    #expect(output.hasSuffix(" attributes\n"), "\(output)")
  }

  @Test(arguments: CellRecord.State.allCases)
  func aCellOfEachState(state: CellRecord.State) throws {
    let store = CellStore(folder: folder.path)
    let steps = state == .planned ? 0 : 3
    try store.save(SampleResults.cell(SampleResults.hashA, state: state, steps: steps))
    let output = try audit(try store.path(of: SampleResults.hashA))
    #expect(output.contains(" groups, "))
  }

  /// The audit itself can fail.
  @Test(
    arguments: [
      ("del f['runs/main/accuracy'].attrs['units']", "/runs/main/accuracy: no units"),
      ("f['runs/main/accuracy'][...] = 5.0", "/runs/main/accuracy: sha256"),
      ("f['runs/x'] = h5py.SoftLink('/runs')", "/runs: x is no hard link"),
      ("f['runs'].create_group('x')", "/runs/x: link order"),
      ("f['tables'].create_dataset('x', data=[1])", "/tables/x: 0 scales on dimension 0"),
      ("f['runs/main'].attrs['axes'] = ['seed']", "/runs/main: axes ['seed']"),
      ("f.move('plots', 'plats')", "/: members"),
    ])
  func whatBreaksARule(change: String, complaint: String) throws {
    let path = folder.file("a.h5")
    try ResultFile.write(SampleResults.document().tree(), to: path)
    _ = try PythonReaders.run(
      "import sys, h5py\nwith h5py.File(sys.argv[1], 'r+') as f:\n    " + change, path)
    do {
      Issue.record("passed: \(try audit(path))")
    } catch let failure as PythonReaders.Failure {
      #expect(failure.description.contains(complaint), "\(failure)")
    }
  }
}

extension PythonReaders {
  /// The text of the audit.
  static func auditProgram() throws -> String {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(
      contentsOf: tests.appending(path: "Fixtures/results/layout_audit.py"), encoding: .utf8)
  }
}
