import FPTLib
import Foundation
import HDF5
import Testing

@Suite struct ResultFileTests {
  let folder: ResultsTestFolder
  init() throws { folder = try ResultsTestFolder() }

  @Test func whatIsWrittenIsRead() throws {
    let tree = SampleResults.root { root in
      root.setAttribute("text", .text("Grüße\n🌍"))
      root.setAttribute("empty", .text(""))
      root.setAttribute("integer", .integer(.min))
      root.setAttribute("number", .number(-0.0))
      root.setAttribute("texts", .texts(["", "b", "ä"]))
      root.setAttribute("none", .texts([]))
      root.setAttribute("integers", .integers([1, .max]))
      root.variables = [
        ResultVariable(scalar: "alone", values: .texts(["line\nline"])),
        ResultVariable(scalar: "number", values: .float64([.pi])),
        ResultVariable(
          name: "used first", dimensions: ["x", "bare"], shape: [2, 3],
          values: .int8([0, 1, -1, 127, -128, 2])),
        ResultVariable(coordinate: "x", values: .int64([10, 20])),
        ResultVariable(
          name: "packed", dimensions: ["bare", "wide"], shape: [3, 100],
          values: .float32((0..<300).map { Float($0 % 5) }), isCompressed: true),
        ResultVariable(name: "nothing", dimensions: ["zero"], shape: [0], values: .float64([])),
        ResultVariable(
          name: "words", dimensions: ["bare"], shape: [3], values: .texts(["", "ß", "c"])),
      ]
      var child = ResultGroup()
      child.variables = [
        ResultVariable(
          name: "below", dimensions: ["bare"], shape: [3], values: .float32([1, 2, 3]))
      ]
      root.append("a/b % .", child)
      root.append("empty", ResultGroup())
    }
    let path = folder.file("a.h5")
    try ResultFile.write(tree, to: path)
    #expect(try ResultFile.read(path) == tree)
    #expect(try ResultFile.read(path, group: ["a/b % ."]) == tree.group("a/b % ."))
    #expect(try ResultFile.attributes(path) == tree.attributes)
    #expect(try folder.contents() == ["a.h5"])
  }

  @Test func sameTreeGivesSameBytes() throws {
    let tree = try SampleResults.document().tree()
    try ResultFile.write(tree, to: folder.file("a.h5"))
    try ResultFile.write(tree, to: folder.file("other name.h5"))
    let first = try bytes(of: folder.file("a.h5"))
    #expect(try bytes(of: folder.file("other name.h5")) == first)
    // Through a file and back is still the same.
    try ResultFile.write(try ResultFile.read(folder.file("a.h5")), to: folder.file("a.h5"))
    #expect(try bytes(of: folder.file("a.h5")) == first)
  }

  @Test func everyNaNIsStoredAsOne() throws {
    func tree(_ bits: UInt64) -> ResultGroup {
      SampleResults.root {
        $0.setAttribute("a", .number(Double(bitPattern: bits)))
        $0.variables = [ResultVariable(scalar: "x", values: .float64([Double(bitPattern: bits)]))]
      }
    }
    try ResultFile.write(tree(0x7FF8_0000_0000_0000), to: folder.file("a.h5"))
    try ResultFile.write(tree(0xFFF0_0000_0000_0BAD), to: folder.file("b.h5"))
    #expect(try bytes(of: folder.file("a.h5")) == bytes(of: folder.file("b.h5")))
    #expect(
      ContentDigest(of: tree(0x7FF8_0000_0000_0000))
        == ContentDigest(of: tree(0xFFF0_0000_0000_0BAD))
    )
  }

  @Test func digestOfTreeAndFileAgree() throws {
    let tree = try SampleResults.document().tree()
    let path = folder.file("a.h5")
    try ResultFile.write(tree, to: path)
    let digest = ContentDigest(of: tree)
    #expect(tree.attribute("content_digest") == .text(digest.hexadecimal))
    #expect(try ContentDigest(ofFile: path) == digest)
    #expect(try ResultFile.verify(path) == digest)
  }

  @Test func digestSeesContentAndNothingElse() throws {
    let tree = SampleResults.cell(SampleResults.hashA).tree
    let digest = ContentDigest(of: tree)

    var same = tree
    same.attributes.reverse()
    same.groups.reverse()
    same.groups.removeAll { $0.name == "provenance" }
    same.setAttribute("content_digest", .text("whatever"))
    #expect(ContentDigest(of: same) == digest)

    let changes: [(String, (inout ResultGroup) -> Void)] = [
      ("attribute value", { $0.setAttribute("state", .text("failed")) }),
      ("attribute type", { $0.setAttribute("fpt_format", .number(1)) }),
      ("new attribute", { $0.setAttribute("more", .text("")) }),
      ("group name", { $0.groups[0].name = "curve" }),
      ("variable name", { $0.groups[0].group.groups[0].group.variables[1].name = "losses" }),
      (
        "one bit of a value",
        { $0.groups[0].group.groups[0].group.variables[1].values = .float64([-0.0, 1, 2]) }
      ),
      (
        "type of values",
        { $0.groups[0].group.groups[0].group.variables[1].values = .int64([0, 1, 2]) }
      ),
      (
        "dimension",
        { $0.groups[0].group.groups[0].group.variables[1].dimensions = ["epoch"] }
      ),
    ]
    for (name, change) in changes {
      var other = tree
      change(&other)
      #expect(ContentDigest(of: other) != digest, "\(name)")
    }
  }

  @Test func otherFilesAreRefused() throws {
    let text = folder.file("text.h5")
    try Data("not a results file".utf8).write(to: URL(filePath: text))
    #expect {
      try ResultFile.read(text)
    } throws: {
      if case .notAResultsFile = $0 as? ResultFileError { true } else { false }
    }
    #expect {
      try ResultFile.read(folder.file("absent.h5"))
    } throws: {
      "\($0)".contains("no such file")
    }
    #expect {
      try ResultFile.read(folder.path)
    } throws: {
      if case .notAResultsFile = $0 as? ResultFileError { true } else { false }
    }
    try ResultFile.write(SampleResults.root(), to: folder.file("plain.h5"))
    #expect {
      try ResultFile.verify(folder.file("plain.h5"))
    } throws: {
      "\($0)".contains("content_digest")
    }
    #expect {
      try ResultFile.read(folder.file("plain.h5"), group: ["runs", "main"])
    } throws: {
      "\($0)".contains("expected a group `runs`, found none")
    }
  }

  @Test func limitsHoldBeforeAllocation() throws {
    let path = folder.file("a.h5")
    try ResultFile.write(
      SampleResults.root {
        $0.variables = [
          ResultVariable(
            name: "x", dimensions: ["n"], shape: [100],
            values: .float64(Array(repeating: 1, count: 100)))
        ]
      }, to: path)
    #expect {
      try ResultFile.read(path, limits: ResultReadLimits(bytesPerVariable: 799))
    } throws: {
      "\($0)".contains("at most 799 bytes of data, found 800")
    }
    #expect(throws: ResultFileError.self) {
      try ResultFile.read(path, limits: ResultReadLimits(objects: 3))
    }
    #expect(throws: Never.self) {
      try ResultFile.read(path, limits: ResultReadLimits(bytesPerVariable: 800))
    }
  }

  /// Versions that were never there, and those of programs to come.
  @Test(arguments: [
    (Int64(0), "damaged at /@fpt_format: expected an integer from 1"),
    (-1, "damaged at /@fpt_format: expected an integer from 1"),
    (3, "results format 3 is later than 2, the latest known here; a newer fpt-script reads it"),
    (.max, "results format 9223372036854775807 is later than 2"),
  ])
  func otherVersionsAreRefused(version: Int64, complaint: String) throws {
    let path = folder.file("other.h5")
    let file = try HDF5.File.create(path)
    try file.root().setAttribute("fpt_format", version)
    try file.close()
    for read in [
      { _ = try ResultFile.read(path) }, { _ = try ResultFile.verify(path) },
      { _ = try ResultsDocument(path: path) }, { _ = try ResultsDocument(withoutCellsOf: path) },
    ] as [() throws -> Void] {
      #expect {
        try read()
      } throws: {
        "\($0)".contains(complaint)
      }
    }
  }
}
