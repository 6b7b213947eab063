import FPTLib
import Testing

@Suite struct ResultTreeValidationTests {
  private static func variable(
    _ name: String, _ dimensions: [String], _ shape: [Int]
  ) -> ResultVariable {
    ResultVariable(
      name: name, dimensions: dimensions, shape: shape,
      values: .float64(Array(repeating: 0, count: shape.reduce(1, *))))
  }

  private static func child(_ name: String, _ variables: ResultVariable...) -> ResultGroup.Child {
    var group = ResultGroup()
    group.variables = variables
    return .init(name: name, group: group)
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var expected: ResultTreeError
    var fill: @Sendable (inout ResultGroup) -> Void
    var testDescription: String { name }
  }

  static let cases: [Case] = [
    Case(
      name: "two sizes in one group",
      expected: .dimensionConflict(place: "/b", dimension: "n", size: 3, otherSize: 2)
    ) { $0.variables = [variable("a", ["n"], [2]), variable("b", ["n"], [3])] },
    Case(
      name: "size other than the coordinate's",
      expected: .dimensionConflict(place: "/a", dimension: "x", size: 3, otherSize: 2)
    ) {
      $0.variables = [
        variable("a", ["x"], [3]), ResultVariable(coordinate: "x", values: .int64([1, 2])),
      ]
    },
    Case(
      name: "two sizes in enclosing groups",
      expected: .dimensionConflict(place: "/g/b", dimension: "n", size: 3, otherSize: 2)
    ) {
      $0.variables = [variable("a", ["n"], [2])]
      $0.groups = [child("g", variable("b", ["n"], [3]))]
    },
    Case(
      name: "coordinate of another size than an enclosing group's",
      expected: .dimensionConflict(place: "/g/n", dimension: "n", size: 3, otherSize: 2)
    ) {
      $0.variables = [variable("a", ["n"], [2])]
      $0.groups = [child("g", ResultVariable(coordinate: "n", values: .int64([1, 2, 3])))]
    },
    Case(
      name: "other coordinates than an enclosing group's",
      expected: .coordinateConflict(place: "/g/n", dimension: "n")
    ) {
      $0.variables = [ResultVariable(coordinate: "n", values: .int64([1, 2]))]
      $0.groups = [child("g", ResultVariable(coordinate: "n", values: .int64([1, 3])))]
    },
    Case(
      name: "square matrix with one name",
      expected: .repeatedDimension(place: "/m", dimension: "n")
    ) { $0.variables = [variable("m", ["n", "n"], [2, 2])] },
    Case(
      name: "variable named like a dimension",
      expected: .notACoordinate(place: "/n", dimension: "n")
    ) { $0.variables = [variable("a", ["n"], [2]), variable("n", ["m"], [2])] },
    Case(
      name: "variable named like an enclosing group's dimension",
      expected: .notACoordinate(place: "/g/n", dimension: "n")
    ) {
      $0.variables = [variable("a", ["n"], [2])]
      $0.groups = [child("g", variable("n", ["m"], [2]))]
    },
    Case(name: "group named like a dimension", expected: .duplicateName(place: "/n")) {
      $0.variables = [variable("a", ["n"], [2])]
      $0.groups = [child("n")]
    },
    Case(name: "two variables of one name", expected: .duplicateName(place: "/a")) {
      $0.variables = [variable("a", [], []), variable("a", [], [])]
    },
    Case(
      name: "fewer values than the shape says",
      expected: .shapeMismatch(place: "/a", dimensions: ["n"], shape: [2], count: 1)
    ) {
      $0.variables = [
        ResultVariable(name: "a", dimensions: ["n"], shape: [2], values: .int64([1]))
      ]
    },
    Case(
      name: "product of sizes beyond an integer",
      expected: .shapeMismatch(
        place: "/a", dimensions: ["n", "m"], shape: [.max, 2], count: 0)
    ) {
      $0.variables = [
        ResultVariable(name: "a", dimensions: ["n", "m"], shape: [.max, 2], values: .int64([]))
      ]
    },
    Case(name: "empty name", expected: .emptyName(place: "/")) { $0.groups = [child("")] },
    Case(name: "NUL in an attribute", expected: .textWithNUL(place: "/@t")) {
      $0.setAttribute("t", .text("a\0b"))
    },
    Case(
      name: "attribute of the file format",
      expected: .reservedAttribute(place: "/a", name: "sha256")
    ) {
      $0.variables = [variable("a", [], [])]
      $0.variables[0].attributes = [ResultAttribute("sha256", .text(""))]
    },
    Case(
      name: "no format version",
      expected: .unexpected(
        place: "/@fpt_format", expected: "the version of the format", found: "nothing")
    ) { $0.attributes = [] },
  ]

  @Test(arguments: cases) func brokenTreesAreRefused(_ example: Case) throws {
    let folder = try ResultsTestFolder()
    let path = folder.file("a.h5")
    let tree = SampleResults.root { example.fill(&$0) }
    #expect(throws: ResultFileError.invalidTree(path: path, example.expected)) {
      try ResultFile.write(tree, to: path)
    }
    #expect(try folder.contents() == [])
  }

  @Test func siblingsMayDiffer() throws {
    let folder = try ResultsTestFolder()
    let tree = SampleResults.root {
      $0.groups = [
        Self.child("a", Self.variable("v", ["n"], [2])),
        Self.child("b", Self.variable("v", ["n"], [3])),
      ]
    }
    try ResultFile.write(tree, to: folder.file("a.h5"))
    #expect(try ResultFile.read(folder.file("a.h5")) == tree)
  }
}
