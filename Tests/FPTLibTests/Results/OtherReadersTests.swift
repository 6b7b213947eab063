import FPTLib
import Foundation
import Testing

/// What other programs make of a results file.
@Suite(
  .enabled(
    if: PythonReaders.isAvailable,
    "needs a Python with h5py, netCDF4, h5netcdf and xarray in FPT_TEST_PYTHON"))
struct OtherReadersTests {
  let folder: ResultsTestFolder
  let path: String
  let tree: ResultGroup

  init() throws {
    folder = try ResultsTestFolder()
    path = folder.file("quickstart.h5")
    tree = try SampleResults.document().tree()
    try ResultFile.write(tree, to: path)
  }

  @Test func xarrayOpensARunByItsGroup() throws {
    let output = try PythonReaders.run(
      """
      import sys, xarray
      run = xarray.open_dataset(sys.argv[1], group="runs/main")
      print(list(run.sizes.items()))
      print(list(run.coords), [str(x) for x in run.task.values], run.seed.values.tolist())
      print(float(run.accuracy.sel(task="Bit XOR", arm="language", seed=1)))
      print(int(run.accuracy.isnull().sum()), run.accuracy.attrs["long_name"], run.accuracy.units)
      print(str(run.state.sel(task="Fashion-MNIST", arm="output only", seed=0).values))
      print(run.attrs["signal"], list(run.attrs["axes"]))
      """, path)
    #expect(
      output == """
        [('task', 2), ('arm', 3), ('seed', 2)]
        ['task', 'arm', 'seed'] ['Bit XOR', 'Fashion-MNIST'] [0, 1]
        0.75
        11 test accuracy 1
        diverged
        accuracy ['task', 'arm', 'seed']

        """)
  }

  @Test(arguments: ["", ", engine='netcdf4'", ", engine='h5netcdf'"])
  func xarrayOpensTheWholeTree(engine: String) throws {
    let output = try PythonReaders.run(
      """
      import sys, xarray
      tree = xarray.open_datatree(sys.argv[1]\(engine))
      cell = tree["cells/\(SampleResults.hashA)"]
      print(tree.attrs["title"], int(tree.attrs["fpt_format"]), tree.attrs["Conventions"])
      print(cell.attrs["state"], cell.attrs["configuration"])
      train = cell["curves/train"].to_dataset()
      print(train.loss.sel(step=20).item(), sorted(train.data_vars))
      weights = cell["weights/trained"].to_dataset()
      print(weights["head.weight"].dims, weights["head.weight"].values.tolist())
      print(weights["encoder.layer.0.ln.weight"].values.tolist())
      measure = cell["measures/confusion"].to_dataset()
      print(measure.confusion.dims, measure.confusion.dtype, float(measure.activations.sum()))
      print(str(tree["script"]["experiments%2Fquickstart.fpt"].values).strip())
      print(tree["plots/loss"].to_dataset().loss.sel(step=0.5).item())
      print(tree["provenance/cells/\(SampleResults.hashA)"].attrs["host"])
      """, path)
    #expect(
      output == """
        Grüße from a quickstart 2 CF-1.10
        done {"task":"xor","größe":1}
        2.0 ['accuracy', 'grad_norm', 'learning_rate', 'loss']
        ('rows_2', 'columns_2') [[1.0, 2.0], [3.0, 4.0]]
        [1.0, -0.0, nan, inf]
        ('true', 'predicted') int64 448.0
        experiment Quickstart
        2.0
        somewhere

        """)
  }

  @Test func netCDF4ReadsTheSameDimensions() throws {
    let output = try PythonReaders.run(
      """
      import sys, netCDF4
      file = netCDF4.Dataset(sys.argv[1])
      run = file["runs/main"]
      print(list(run.dimensions), list(run.variables))
      print(run["accuracy"].dimensions, run["task"].dimensions, run["accuracy"][0, 0, 1].item())
      weights = file["cells/\(SampleResults.hashA)/weights/trained"]
      print([(d.name, d.size) for d in weights.dimensions.values()], list(weights.variables))
      print(file["cells/\(SampleResults.hashA)"].getncattr("measures_done"))
      print(file["script"]["experiments%2Fquickstart.fpt"][...].strip())
      """, path)
    #expect(
      output == """
        ['task', 'arm', 'seed'] ['task', 'arm', 'seed', 'accuracy', 'loss', 'state', 'cell']
        ('task', 'arm', 'seed') ('task',) 0.75
        [('size_4', 4), ('rows_2', 2), ('columns_2', 2)] \
        ['encoder.layer.0.ln.weight', 'head.weight', 'head.bias']
        confusion
        experiment Quickstart

        """)
  }

  @Test func h5pySeesOrderTypesAndScales() throws {
    let output = try PythonReaders.run(
      """
      import sys, h5py
      with h5py.File(sys.argv[1]) as file:
          print(list(file), [a for a in file.attrs])
          run = file["runs/main"]
          print([d.keys() for d in run["accuracy"].dims], run["accuracy"].dtype.str)
          print(run["task"].asstr()[0], h5py.check_string_dtype(run["task"].dtype))
          kinds = set()
          def visit(name, node):
              kinds.add(node.id.get_create_plist().get_attr_creation_order())
              if isinstance(node, h5py.Group):
                  kinds.add(node.id.get_create_plist().get_link_creation_order())
              elif not node.attrs.get("NAME", b"").startswith(b"This is a netCDF dimension"):
                  assert len(node.attrs["sha256"]) == 64, name
                  assert "long_name" in node.attrs, name
          file.visititems(visit)
          print(kinds)
          activations = file["cells/\(SampleResults.hashA)/measures/confusion/activations"]
          print(activations.compression, activations.shuffle, activations.fletcher32)
      """, path)
    #expect(
      output
        == """
        ['Conventions'] | x

        """.replacing(
          "['Conventions'] | x",
          with: """
            ['script', 'cells', 'runs', 'curves', 'tables', 'plots', 'notebook', 'provenance'] \
            ['Conventions', 'fpt_format', 'title', 'profile', 'content_digest']
            [['task'], ['arm'], ['seed']] <f8
            Bit XOR string_info(encoding='utf-8', length=None)
            {3}
            gzip True False
            """))
  }

  @Test func theSpecifiedDigestIsTheComputedOne() throws {
    let reference = try PythonReaders.documentedExample("python digest")
    func digest(_ path: String) throws -> String {
      try PythonReaders.run(reference + "\nimport sys\nprint(content_digest(sys.argv[1]))", path)
        .trimmingCharacters(in: .whitespacesAndNewlines)
    }
    #expect(try digest(path) == ContentDigest(of: tree).hexadecimal)

    let odd = SampleResults.root { root in
      root.setAttribute("none", .texts([]))
      root.setAttribute("no integers", .integers([]))
      root.setAttribute("integers", .integers([-1, 5]))
      root.setAttribute("empty", .text(""))
      root.setAttribute("nan", .number(.nan))
      root.setAttribute("ärger/%", .texts(["", "ü"]))
      root.variables = [
        ResultVariable(name: "nothing", dimensions: ["zero"], shape: [0], values: .float32([])),
        ResultVariable(name: "no words", dimensions: ["zero"], shape: [0], values: .texts([])),
        ResultVariable(scalar: "silent", values: .texts([""])),
        ResultVariable(scalar: "flag", values: .int8([-1])),
        ResultVariable(
          name: "Z", dimensions: ["a", "b"], shape: [2, 1],
          values: .float32([Float(bitPattern: 0xFFC0_0001), -0.0])),
      ]
      root.append("unused", ResultGroup())
    }
    try ResultFile.write(odd, to: folder.file("odd.h5"))
    #expect(try digest(folder.file("odd.h5")) == ContentDigest(of: odd).hexadecimal)
  }

  @Test func cellsOfTheStoreOpenAsWell() throws {
    let store = CellStore(folder: folder.path)
    // No step done: a dimension of size zero.
    try store.save(SampleResults.cell(SampleResults.hashA, steps: 0))
    let output = try PythonReaders.run(
      """
      import sys, xarray, netCDF4
      tree = xarray.open_datatree(sys.argv[1])
      print(tree["curves/train"].sizes["step"], tree["curves/test"].sizes["step"])
      print(tree.attrs["cell"][:4], tree["weights/frozen"].attrs["asset"])
      """, try store.path(of: SampleResults.hashA))
    #expect(output == "0 1\na1a1 minilm-l6\n")
  }
}
