import FPTLib
import Testing

@Suite("Labels of proteins")
struct LabelColumnTests {
  static func table(_ labels: [String]) -> String {
    let letters = Array("ACDEFGHIKLMNPQRSTVWY")
    let rows = labels.enumerated().map { "AC\(letters[$0 % 20])\(letters[$0 / 20 % 20])\t\($1)\n" }
    return "sequence\tlabel\n" + rows.joined()
  }

  static func fasta(_ labels: [String]) -> String {
    labels.map { ">p \($0)\nACD\n" }.joined()
  }

  static func task(_ text: String, _ name: String) throws -> RemoteHomology {
    let folder = try TemporaryFolder()
    return try RemoteHomology(
      file: folder.write(text.utf8, to: name), layout: .init(length: 8), classes: 40)
  }

  /// Ten labels, of which some are replaced.
  static func ten(_ labels: String..., at place: Int = 4) -> [String] {
    var ten = (0..<10).map { "\($0 % 3)" }
    ten.replaceSubrange(place..<place + labels.count, with: labels)
    return ten
  }

  @Test("white space around a label is no part of it")
  func trimmed() throws {
    let expected = try Self.task(Self.table(Self.ten("1", "2", "0")), "a.tsv").dataDigest
    for odd in [[" 1", "2 ", "\u{A0}0"], ["1\u{200B}", " 2", "0\u{3000}"], ["1", "2", " 0 "]] {
      let found = try Self.task(Self.table(Self.ten(odd[0], odd[1], odd[2])), "a.tsv")
      #expect(found.dataDigest == expected, "\(odd)")
    }
    let names = (0..<10).map { $0 % 2 == 0 ? "alpha " : " beta" }
    #expect(
      try Self.task(Self.table(names), "a.tsv").dataDigest
        == Self.task(
          Self.table(names.map { $0.replacing(" ", with: "") }), "a.tsv"
        ).dataDigest)
  }

  @Test(
    "a missing label is an error with its line",
    arguments: [
      "NA", "N/A", "#N/A", "nan", "NaN", "-nan", "null", "NULL", "None", "nil", "<NA>", "?", "-",
      ".",
      "missing", "", " ", "\u{A0}", " NA ",
    ])
  func missing(text: String) throws {
    for others in [Self.ten(text), (0..<10).map { $0 == 4 ? text : "name\($0 % 2)" }] {
      let error = #expect(throws: TaskError.self) { try Self.task(Self.table(others), "a.tsv") }
      #expect(
        error?.description.contains("the label in line 6 should be a class and is ") == true,
        "\(error?.description ?? "")")
    }
  }

  @Test(
    "a column is all numbers or all names",
    arguments: [
      (["beta"], "line 6 should be a whole number, as `0` in line 2 is and is the name `beta`"),
      (["01"], "is `01`; write it as a whole number without sign or leading zeros"),
      (["+1"], "is `+1`; write it"), (["1.0"], "is `1.0`; write it without the point"),
      (["1e0"], "is `1e0`; write it"),
      (["-01"], "is `-01`; write it"), (["1,5"], "is `1,5`; write it"),
      (["99999999999999999999"], "line 6 should be a number of at most 18 digits"),
      (["\"1\""], "a class without quotes and is `\"1\"`; write the table without them"),
      (["-1"], "the class of protein 4 should be from 0 to 39 and is -1"),
      (["40"], "the class of protein 4 should be from 0 to 39 and is 40"),
    ])
  func mixed(labels: [String], expected: String) throws {
    let error = #expect(throws: TaskError.self) {
      try Self.task(Self.table(Self.ten(labels[0])), "a.tsv")
    }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("a number among names is an error, where the name stands")
  func numberAmongNames() throws {
    let names = ["alpha", "beta", "7", "alpha", "beta", "alpha", "beta", "alpha", "beta", "alpha"]
    for (text, name) in [(Self.table(names), "a.tsv"), (Self.fasta(names), "a.fasta")] {
      let error = #expect(throws: TaskError.self) { try Self.task(text, name) }
      #expect(error?.description.contains("a whole number, as `7` in line") == true)
    }
  }

  @Test(
    "headers of databases end in no class",
    arguments: [
      ">sp|P00000|NAME_ORG Protein OS=Organism OX=1 PE=1 SV=1",
      ">d1ux8a_ a.1.1.1 (A:) Hemoglobin {Bacillus subtilis [TaxId: 1423]}",
      ">NP_000509.1 hemoglobin subunit beta [Homo sapiens]",
      ">1ABC_1|Chain A|HEMOGLOBIN|Homo sapiens (9606)",
      ">UniRef50_A0 Protein n=1 Tax=Organism TaxID=1 RepID=A0_ORG",
      ">tr|A0|A0_ORG Protein OS=Organism GN=gene;", ">P1 alpha]",
      ">ENSP0 pep chromosome:1 gene:ENSG0",
    ])
  func headers(header: String) throws {
    let text = (0..<10).map { "\(header.replacing("1423", with: "\($0)"))\nACD\n" }.joined()
    let error = #expect(throws: TaskError.self) { try Self.task(text, "a.fasta") }
    #expect(error?.description.contains("such as `>1A1X.A beta`") == true)
    #expect(error?.description.contains("is no class") == true)
  }

  @Test(
    "a class in another encoding is an error with its line, as replaced letters would make several one"
  )
  func otherEncoding() throws {
    // `forêt` and `forèt` in Latin-1.
    var (table, fasta) = (Array("sequence\tlabel\n".utf8), [UInt8]())
    for place in 0..<10 {
      let label: [UInt8] = [0x66, 0x6F, 0x72, place % 2 == 0 ? 0xEA : 0xE8, 0x74]
      table += Array("ACD\t".utf8) + label + [0x0A]
      fasta += Array(">p ".utf8) + label + Array("\nACD\n".utf8)
    }
    let header = Array("sequence\tlabel".utf8) + [0xE9, 0x0A] + Array("ACD\t1\n".utf8)
    let cases: [(bytes: [UInt8], name: String, expected: String)] = [
      (table, "a.tsv", "the label in line 2 should be text in UTF-8"),
      (fasta, "a.fasta", "the label in line 1 should be text in UTF-8"),
      (header, "a.tsv", "the name of column 2 in line 1 should be text in UTF-8"),
    ]
    for (bytes, name, expected) in cases {
      let folder = try TemporaryFolder()
      let path = try folder.write(bytes, to: name)
      let error = #expect(throws: TaskError.self) { try RemoteHomology(file: path, classes: 40) }
      let text = error?.description ?? ""
      #expect(text.contains(expected) && text.contains("iconv -f ENCODING -t UTF-8"), "\(text)")
    }
    // In UTF-8 they are two.
    _ = try Self.task(Self.table((0..<10).map { $0 % 2 == 0 ? "forêt" : "forèt" }), "a.tsv")
  }

  @Test("a column that is there twice is an error", arguments: ["sequence", "label"])
  func twice(name: String) throws {
    let text = "\(name)\tsequence\tlabel\nACD\tACD\t1\n"
    let error = #expect(throws: TaskError.self) { try Self.task(text, "a.tsv") }
    let place = name == "label" ? 3 : 2
    #expect(
      error?.description.contains(
        "the header, line 1, should be a line with one column `\(name)` and is one with 2, the "
          + "columns 1 and \(place)") == true, "\(error?.description ?? "")")
  }

  @Test("one single class is an error")
  func oneClass() throws {
    for (text, name) in [
      (Self.table(Array(repeating: "1", count: 10)), "a.tsv"),
      (Self.table(Array(repeating: "beta", count: 10)), "a.tsv"),
      (Self.fasta(Array(repeating: "beta", count: 10)), "a.fasta"),
    ] {
      let error = #expect(throws: TaskError.self) { try Self.task(text, name) }
      #expect(
        error?.description.contains("the labels should be of at least two classes and is all")
          == true)
    }
  }

  @Test(
    "sequences that are none name their record",
    arguments: [
      (">a 0\n\n>b 1\nAC\n", "a.fasta", "the record at line 1 should be at least one amino acid"),
      (">a 0\nAC\n>b 1\n", "a.fasta", "the record at line 3 should be at least one amino acid"),
      ("sequence\tlabel\nAC\t0\n\t1\n", "a.tsv", "line 3 should be at least one amino acid"),
      (
        "[{\"primary\":\"\",\"fold_label\":7}]", "a.json",
        "the sequence of record 0 should be at least one amino acid"
      ),
      (">a 0\nAC*\n", "a.fasta", "`*`, the stop that translation of a gene writes; strip it"),
      (">a 0\nAC-D\n", "a.fasta", "a gap of an alignment; take the gaps out"),
      ("sequence\tlabel\n\"AC\"\t0\n", "a.tsv", "write the table without quotes"),
      ("[{\"primary\":\"J\",\"fold_label\":7}]", "a.json", "of record 0 should be an amino acid"),
      ("sequence,label\nAC,0\n", "a.csv", "pandas.read_csv("),
    ])
  func sequences(text: String, name: String, expected: String) throws {
    let error = #expect(throws: TaskError.self) { try Self.task(text, name) }
    #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
  }

  @Test("a text of another kind under the name of a table or FASTA file is named as what it is")
  func foreign() throws {
    let good = Self.table(Self.ten("1"))
    let wide = good.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let cases: [(bytes: [UInt8], expected: String?)] = [
      (Array(good.utf8), nil), ([0xEF, 0xBB, 0xBF] + good.utf8, nil),
      (try PatchedImagesTests.gzip(Array(good.utf8)), nil), ([0xFF, 0xFE] + wide, "UTF-16"),
      (wide, "iconv -f UTF-16LE"), (Array("PK\u{3}\u{4}rest of a workbook".utf8), "a zip archive"),
      (Array("<!DOCTYPE html><p>Not found".utf8), "a web page"),
    ]
    for (bytes, expected) in cases {
      let folder = try TemporaryFolder()
      let path = try folder.write(bytes, to: "a.tsv")
      guard let expected else {
        #expect(
          try RemoteHomology(file: path, classes: 40).dataDigest
            == Self.task(good, "a.tsv").dataDigest)
        continue
      }
      let error = #expect(throws: TaskError.self) { try RemoteHomology(file: path, classes: 40) }
      #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }
  }
}
