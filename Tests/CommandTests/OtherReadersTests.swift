import Foundation
import Testing

/// What other programs make of the results of a run.
@Suite struct OtherReadersTests {
  static func succeeds(_ executable: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [executable] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  static let python = ProcessInfo.processInfo.environment["FPT_TEST_PYTHON"] ?? "python3"
  static let hasXarray = succeeds(python, ["-c", "import xarray, netCDF4"])
  static let hasEveryReader = succeeds(python, ["-c", "import h5py, h5netcdf, netCDF4, xarray"])
  static let hasH5dump = succeeds("h5dump", ["--version"])

  @Test(.enabled(if: hasH5dump, "needs h5dump"))
  func h5dumpReadsTheHeader() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.run("tiny.fpt")
    let result = try command.shell("h5dump -H results/tiny.h5")
    #expect(result.status == 0 && result.messages.isEmpty)
    for name in ["GROUP \"runs\"", "DATASET \"accuracy\"", "ATTRIBUTE \"content_digest\""] {
      #expect(result.output.contains(name))
    }
  }

  @Test(.enabled(if: hasXarray, "needs a Python with xarray and netCDF4 in FPT_TEST_PYTHON"))
  func xarrayOpensTheRunByName() throws {
    let command = try Command()
    try command.write(TinyScript.text(), to: "tiny.fpt")
    try command.run("tiny.fpt")
    try command.write(
      """
      import xarray
      run = xarray.open_dataset("results/tiny.h5", group="runs/main")
      print(dict(run.sizes), [str(x) for x in run.arm.values], run.seed.values.tolist())
      print(run.accuracy.sel(task="xor", arm="fpt").shape, run.accuracy.attrs["units"], "of", run.accuracy.attrs["long_name"])
      curves = xarray.open_dataset("results/tiny.h5", group="curves/main/test")
      print(curves.accuracy.sel(task="xor", arm="fpt").mean("seed").shape, curves.step.values.tolist())
      tree = xarray.open_datatree("results/tiny.h5")
      cell = tree["cells/" + str(run.cell.sel(task="xor", arm="fpt", seed=1).values)]
      print(cell.attrs["state"], cell["curves/test"].to_dataset().step.values.tolist())
      """, to: "open.py")
    let result = try command.shell("\(Self.python) -W error::UserWarning open.py")
    #expect(
      result.output == """
        {'task': 1, 'arm': 1, 'seed': 2} ['fpt'] [0, 1]
        (2,) fraction of accuracy on the test split, 40 examples
        (3,) [2, 4, 6]
        done [2, 4, 6]

        """, "\(result.messages)")
  }
}
