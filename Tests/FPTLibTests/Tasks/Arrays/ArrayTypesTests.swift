import FPTLib
import Testing

@testable import FPTData

/// Over files of h5py and netCDF4, which `Fixtures/arrays/make.py` makes.
@Suite("Types of arrays")
struct ArrayTypesTests {
  static func read(_ name: String, from file: String = "types.h5") throws -> ArrayFile.Values {
    try ArrayFile(path: fixture("arrays/\(file)")).read(name)
  }

  static func integers(_ name: String) throws -> [Int64] {
    guard case .integers(let values) = try read(name).elements else {
      Issue.record("\(name) is not of integers")
      return []
    }
    return values
  }

  static func floats(_ values: ArrayFile.Values) -> [Float] {
    switch values.elements {
    case .floats(let floats): floats
    case .integers(let integers): integers.map { Float($0) }
    }
  }

  static let counting = (-12..<12).map { Int64($0) }

  @Test(
    "integers of every width and byte order",
    arguments: ["1", "<2", ">2", "<4", ">4", "<8", ">8"])
  func integerTypes(width: String) throws {
    func name(_ kind: Character) -> String {
      width.first?.isNumber == true
        ? "\(kind)\(width)" : "\(width.prefix(1))\(kind)\(width.dropFirst())"
    }
    #expect(try Self.integers("signed \(name("i"))") == Self.counting)
    #expect(try Self.integers("unsigned \(name("u"))") == Self.counting.map { $0 + 12 })
  }

  @Test(
    "floats of every width and byte order", arguments: ["<f2", ">f2", "<f4", ">f4", "<f8", ">f8"])
  func floatTypes(type: String) throws {
    let expected: [Float] = [1, -2.5, 0x1p-24, 0x3p-20, 65_504, -0.0]
    let found = Self.floats(try Self.read("float \(type)"))
    #expect(found.map(\.bitPattern) == (0..<24).map { expected[$0 % 6].bitPattern })
  }

  @Test("truth values, enumerations and bits are integers")
  func truthValues() throws {
    for name in ["truth", "truth, chunked"] {
      #expect(try Self.integers(name) == Self.counting.map { $0 % 3 == 0 ? 1 : 0 })
      #expect(try Self.read(name).type == "bool")
    }
    #expect(try Self.integers("enumeration") == Self.counting.map { $0 % 2 == 0 ? 0 : 7 })
    #expect(try Self.integers("bits") == Self.counting.map { $0 % 2 == 0 ? 0 : 1 })
  }

  @Test(
    "soft links are followed inside the file",
    arguments: ["soft", "group/relative", "to the group/inner", "to the group/relative"])
  func softLinks(name: String) throws {
    #expect(try Self.integers(name) == Self.counting)
  }

  @Test(
    "what is no array of numbers is refused, with what to do",
    arguments: [
      ("circle", "a circle of soft links"),
      (
        "dangling",
        "`dangling` should be an array and is a link that leads nowhere: there is no `/nothing`"
      ),
      ("external", "a link into another file"),
      ("complex", "a compound type; store each of its fields"),
      ("compound", "a compound type; store each of its fields"),
      ("text", "of fixed-length text; number them, as by `names, y = numpy.unique("),
      ("texts", "of variable-length text; number them"),
      ("ragged", "a variable-length sequence; pad its rows"),
      ("group", "a group; name an array in it, such as `group/x`"),
      ("beyond", "the number at [0, 0, 1] of the array `beyond` should be at most"),
      ("nothing", "missing; there are `"),
    ])
  func refusals(name: String, expected: String) throws {
    let error = #expect(throws: TaskError.self) { try Self.read(name) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("a task of truth values and big-endian labels")
  func task() throws {
    let path = fixture("arrays/types.h5")
    let task = try Tensors(file: path, training: .init(inputs: "truth", labels: "labels"))
    #expect(task.input == .vectors(width: 2) && task.output.classes == 2)
  }
}

@Suite("netCDF's attributes")
struct NetCDFConventionsTests {
  static let names: [String] = {
    let group = try? ArrayFile(path: fixture("arrays/unpacked.h5"))
    guard case .hdf5(_, let root)? = group else { return [] }
    return (try? root.linkNames(limit: 100)) ?? []
  }()

  @Test("every array is bit for bit what xarray makes of it")
  func unpacked() throws {
    #expect(Self.names.count > 30)
    for name in Self.names {
      let expected = ArrayTypesTests.floats(
        try ArrayTypesTests.read(name, from: "unpacked.h5"))
      let found = ArrayTypesTests.floats(try ArrayTypesTests.read(name, from: "packed.nc"))
      #expect(found.map(\.bitPattern) == expected.map(\.bitPattern), "\(name)")
    }
  }

  @Test("what changes numbers changes the identity of the data; what does not, does not")
  func identity() throws {
    for (name, isUnpacked) in [
      ("scale_float,_i1", true), ("offset_float", true), ("unsigned", true), ("fill", false),
      ("fill_of_integers", false), ("truth", false), ("valid_range", false), ("units", false),
      ("unsigned_says_no", false),
    ] {
      #expect(
        try ArrayTypesTests.read(name, from: "packed.nc").isUnpacked == isUnpacked, "\(name)")
    }
  }

  @Test(
    "missing values, dates and attributes that are no numbers are refused",
    arguments: [
      (
        "absent",
        "the number at [2, 1, 0] of the array `absent` should be there and is missing: "
          + "it is the array's _FillValue, -9999.0"
      ),
      ("absent_integer", "the number at [2, 1, 0]"), ("absent_unsigned", "the number at [2, 1, 0]"),
      ("dates", "`days since 2000-01-01`, which xarray reads as dates"),
      ("scale_of_text", "the attribute `scale_factor`"),
      ("scale_of_integers", "float32 or float64 and is int16; unpack it, as by `xarray."),
      ("two_scales", "one number and is 2 numbers"),
    ])
  func refusals(name: String, expected: String) throws {
    let error = #expect(throws: TaskError.self) {
      try ArrayTypesTests.read(name, from: "packed.nc")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("labels that an attribute makes floats of are refused with its name")
  func packedLabels() throws {
    let path = fixture("arrays/packed.nc")
    let error = #expect(throws: TaskError.self) {
      try Tensors(file: path, training: .init(inputs: "fill", labels: "scale_float,_i1"))
    }
    #expect(
      error?.description.contains("the attribute `scale_factor` makes floats of it, as") == true,
      "\(error?.description ?? "")")
  }

  @Test("labels with a fill value that none of them has stay integers")
  func labels() throws {
    let path = fixture("arrays/packed.nc")
    let task = try Tensors(file: path, training: .init(inputs: "fill", labels: "labels"))
    #expect(task.output.classes == 3)
  }
}
