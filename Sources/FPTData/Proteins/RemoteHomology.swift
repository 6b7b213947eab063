import FPTFiles
import FPTSchema
import Foundation

/// Remote homology: the fold of a protein from its amino acids.
///
/// Rao et al. 2019, TAPE; folds of SCOP 1.75.
///
/// Tokens are TAPE's: a start mark, one symbol an amino acid, an end mark, then padding up to `length`; a vocabulary of 30. The fold is
/// read from the last token. In the official code a batch is padded to its longest sequence, so that the last position is padding for
/// most; here every example is padded to `length`.
public struct RemoteHomology: SequenceTask {
  /// Which of TAPE's sets is the test split.
  public enum Holdout: String, FieldChoice, Hashable {
    /// The validation set, which the paper's numbers are of.
    case valid, fold, superfamily, family

    /// What one of them is called in a message.
    public static let noun = "set"

    /// The end of the file's name.
    fileprivate var file: String { self == .valid ? "valid" : "test_\(rawValue)_holdout" }
  }

  /// The layout of sequences as tokens of one length.
  public struct Layout: Sendable, Hashable {
    /// Tokens of every example, marks included.
    public var length: Int
    /// Leaves sequences that are too long out; false cuts them off.
    public var skipsLong: Bool
    /// Puts the padding first, so that the token that is read ends the sequence.
    public var padsFirst: Bool

    /// States a layout.
    public init(
      length: Int = Fields.length.defaultValue, skipsLong: Bool = Fields.skipsLong.defaultValue,
      padsFirst: Bool = Fields.padsFirst.defaultValue
    ) {
      self.length = length
      self.skipsLong = skipsLong
      self.padsFirst = padsFirst
    }
  }

  /// Tokens that an example may have.
  package static let lengths = 3...65_536
  /// Outputs that there may be.
  package static let classCounts = 1...1_000_000

  /// The layout of sequences as tokens of one length.
  public let layout: Layout
  /// Outputs of the task.
  public let classes: Int
  /// SHA-256 that identifies the files.
  public let dataDigest: String
  private let splits: [TaskSplit: ProteinSplit]
  /// Names of classes by number, if the data have them.
  private let classNames: [Int: String]
  private let isTestValidation: Bool

  /// A task of TAPE's files in a folder: `remote_homology_train` and so on, each as `.lmdb`,
  /// `.json`, `.tsv` or `.fasta`.
  ///
  /// The official code has 1,200 `classes` for TAPE's 1,195 folds. `limit` is the most training
  /// proteins.
  ///
  /// - Throws: `TaskError`.
  public init(
    folder: String, holdout: Holdout = Fields.test.defaultValue, layout: Layout = Layout(),
    classes: Int = Fields.classes.defaultValue, limit: Int? = nil
  ) throws(TaskError) {
    func records(_ set: String) throws(TaskError) -> [ProteinRecord] {
      try ProteinFile(path: ProteinFile.find("remote_homology_\(set)", in: folder)).records()
    }
    let valid = try records("valid")
    try self.init(
      train: records("train"), validation: valid,
      test: holdout == .valid ? nil : records(holdout.file), layout: layout, classes: classes,
      limit: limit, source: folder)
  }

  /// A task of one file of proteins: of every ten, the ninth is of the validation split and the
  /// tenth of the test split.
  ///
  /// The file is a table, FASTA, JSON or LMDB. Its columns are named for a table alone.
  ///
  /// - Throws: `TaskError`.
  public init(
    file: String, sequenceColumn: String = Fields.sequences.defaultValue,
    labelColumn: String = Fields.labels.defaultValue, layout: Layout = Layout(),
    classes: Int = Fields.classes.defaultValue, limit: Int? = nil
  ) throws(TaskError) {
    let columns = ProteinTable.Columns(sequence: sequenceColumn, label: labelColumn)
    let records = try ProteinFile(path: file, columns: columns).records()
    var dealt: [TaskSplit: [ProteinRecord]] = [:]
    for (place, record) in records.enumerated() {
      let split: TaskSplit = place % 10 == 8 ? .validation : place % 10 == 9 ? .test : .train
      dealt[split, default: []].append(record)
    }
    try self.init(
      train: dealt[.train] ?? [], validation: dealt[.validation] ?? [], test: dealt[.test] ?? [],
      layout: layout, classes: classes, limit: limit, source: file)
  }

  private init(
    train: [ProteinRecord], validation: [ProteinRecord], test ownTest: [ProteinRecord]?,
    layout: Layout, classes: Int, limit: Int?, source: String
  ) throws(TaskError) {
    isTestValidation = ownTest == nil
    let test = ownTest ?? validation
    try TaskError.check(layout.length, in: Self.lengths, of: "length", task: "RemoteHomology")
    try TaskError.check(classes, in: Self.classCounts, of: "classes", task: "RemoteHomology")
    try TaskError.check(limit: limit, task: "RemoteHomology")
    let names = Self.names(in: [train, validation, test])
    var splits: [TaskSplit: ProteinSplit] = [:]
    for (split, records) in [(TaskSplit.train, train), (.validation, validation), (.test, test)] {
      let made = try ProteinSplit(
        records, names: names, layout: layout, classes: classes,
        limit: split == .train ? limit : nil, source: "\(source), \(split.rawValue) split")
      guard made.count > 0 else {
        throw .malformedData(
          file: source, what: "the \(split.rawValue) split",
          expected: "at least one protein that fits \(layout.length) tokens",
          found: "none of \(records.count)")
      }
      splits[split] = made
    }
    try Self.requireClasses(in: [train, validation, test], source: source)
    self.splits = splits
    self.layout = layout
    self.classes = classes
    classNames = Dictionary(names.map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    // Of what the files say, so that a data set is the same in every format.
    dataDigest = FileDigest.sha256(
      of: Self.canonicalBytes([train, validation, test], names: names))
  }

  /// The name in experiment files: `RemoteHomology`.
  public var name: String { "RemoteHomology" }
  /// That the examples are data, and whether the test split is the validation split.
  public var dataNotes: DataNotes {
    DataNotes(isScanned: true, classNames: classNames, isTestValidation: isTestValidation)
  }
  /// Symbols of a vocabulary of 30: amino acids and marks.
  public var input: TokenInput { .symbols(vocabulary: AminoAcidVocabulary.count) }
  /// Tokens of every example, marks and padding included.
  public var tokens: Int { layout.length }
  /// The last token, with one class for each fold.
  public var output: TaskOutput { TaskOutput(readTokens: 1, classes: classes) }
  /// The number of proteins of a split.
  public func count(of split: TaskSplit) -> Int? { splits[split]?.count ?? 0 }
  /// Bytes of memory that the sequences take.
  public var residentBytes: Int { bytes(ofExamplesOf: tokens) }

  /// Writes one protein; the seed plays no part.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    splits[split]?.write(index, padsFirst: layout.padsFirst, to: example)
  }

  /// Numbers for the names of classes, in the order of their UTF-8 bytes.
  private static func names(in sets: [[ProteinRecord]]) -> [String: Int] {
    var names: Set<String> = []
    for case .name(let name) in sets.joined().lazy.map(\.label) { names.insert(name) }
    let order = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    return Dictionary(uniqueKeysWithValues: zip(order, 0...))
  }

  /// Throws unless the labels of all sets are of one kind and of at least two classes.
  private static func requireClasses(
    in sets: [[ProteinRecord]], source: String
  ) throws(TaskError) {
    var (number, name): (Int?, String?)
    var classes: Set<ProteinRecord.Label> = []
    for label in sets.joined().lazy.map(\.label) {
      if classes.count < 2 { classes.insert(label) }
      switch label {
      case .number(let found): number = number ?? found
      case .name(let found): name = name ?? found
      }
    }
    if let number, let name {
      throw .malformedData(
        file: source, what: "the labels", expected: "all numbers or all names",
        found: "both, such as \(number) and `\(name.beginning)`")
    }
    guard classes.count > 1 else {
      throw .malformedData(
        file: source, what: "the labels", expected: "of at least two classes",
        found: "all the same, \(name.map { "`\($0.beginning)`" } ?? "\(number ?? 0)")")
    }
  }

  private static func canonicalBytes(
    _ sets: [[ProteinRecord]], names: [String: Int]
  ) -> [UInt8] {
    var bytes: [UInt8] = []
    for set in sets {
      for record in set {
        bytes += record.sequence
        switch record.label {
        case .number(let number): bytes += " \(number)\n".utf8
        case .name(let name): bytes += " \(names[name] ?? 0) \(name)\n".utf8
        }
      }
      bytes += "end of split\n".utf8
    }
    return bytes
  }
}

/// The proteins of one split as symbols, one behind the other.
private struct ProteinSplit: Sendable {
  private var symbols: [UInt8] = []
  /// The end of each protein in `symbols`.
  private var ends: [Int] = []
  private var labels: [Int32] = []
  var count: Int { labels.count }

  init(
    _ records: [ProteinRecord], names: [String: Int], layout: RemoteHomology.Layout, classes: Int,
    limit: Int?, source: String
  ) throws(TaskError) {
    let room = layout.length - 2
    for (place, record) in records.enumerated() where count < limit ?? .max {
      let label =
        switch record.label {
        case .number(let number): number
        case .name(let name): names[name] ?? 0
        }
      guard 0..<classes ~= label, let stored = Int32(exactly: label) else {
        throw .malformedData(
          file: source, what: "the class of protein \(place)", expected: "from 0 to \(classes - 1)",
          found: "\(label)")
      }
      if record.sequence.count > room, layout.skipsLong { continue }
      for letter in record.sequence.prefix(room) {
        let symbol = AminoAcidVocabulary.symbol(of: letter) ?? AminoAcidVocabulary.padding
        symbols.append(UInt8(truncatingIfNeeded: symbol))
      }
      ends.append(symbols.count)
      labels.append(stored)
    }
  }

  func write(_ index: Int, padsFirst: Bool, to example: ExampleSlot) {
    example.labels[0] = labels[index]
    let protein = symbols[(index > 0 ? ends[index - 1] : 0)..<ends[index]]
    example.symbols.update(repeating: AminoAcidVocabulary.padding)
    var place = padsFirst ? example.symbols.count - protein.count - 2 : 0
    example.symbols[place] = AminoAcidVocabulary.start
    for symbol in protein {
      place += 1
      example.symbols[place] = Int32(symbol)
    }
    example.symbols[place + 1] = AminoAcidVocabulary.end
  }
}

extension ProteinFile {
  /// The file of a set in a folder, whichever kind it is.
  fileprivate static func find(_ name: String, in folder: String) throws(TaskError) -> String {
    for suffix in suffixes {
      let path = "\(folder)/\(name)\(suffix)"
      if access(path, R_OK) == 0 { return path }
    }
    throw .unreadable(
      file: "\(folder)/\(name)",
      reason: "there is none that ends in \(suffixes.joined(separator: ", "))")
  }
}
