import FPTFiles
import FPTSchema

/// Digits: 1,797 handwritten digits of 8 × 8 pixels, ten classes (Alpaydin and Kaynak 1998), cut into square patches.
///
/// Patches go row by row over the image, and row by row inside; pixels are scaled from 0 … 16 to [0, 1]. The class is read
/// from the last token. The set has no published splits: 300 images each for validation and test are chosen at random,
/// always the same.
public struct Digits: ShapedTask {
  package static let side = 8
  /// Images held out for validation, and as many for test.
  package static let heldOutCount = 300
  /// Images of the published set.
  private static let published = 1_797
  private static let classes = 10
  private static let brightest = 16
  /// Of the published images 183 show a three, more than any other digit.
  private static let mostFrequent = 183.0 / Double(published)

  /// Side of a patch, in pixels.
  public let patch: Int
  /// SHA-256 that identifies the file.
  public let dataDigest: String
  /// What a model sees of the task, and how many images each split has.
  public let shape: TaskShape
  /// [count, side, side].
  private let pixels: [UInt8]
  /// [count].
  private let labels: [UInt8]
  private let splits: [TaskSplit: [Int]]

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let patch = Field(
      "patch", default: 2, range: NumberRange(1...side), unit: "pixels",
      "Side of a patch; each patch is one token.", example: "patch: 2")
  }

  /// The task of a folder with `digits.csv.gz`: 64 pixels and the class a line.
  ///
  /// The side of a patch is 1, 2, 4 or 8 pixels. `limit` is the most training examples, the first
  /// ones.
  ///
  /// - Throws: `TaskError`.
  public init(
    folder: String, patch: Int = Fields.patch.defaultValue, limit: Int? = nil
  ) throws(TaskError) {
    guard patch >= 1, Self.side % patch == 0 else {
      throw .parameterOutOfRange(
        task: "Digits", parameter: "patch", expected: "a divisor of 8 (1, 2, 4, 8)", found: patch)
    }
    try TaskError.check(limit: limit, task: "Digits")
    let path = "\(folder)/digits.csv.gz"
    let text = try DataFile(text: path, limit: 1 << 24).bytes
    var pixels: [UInt8] = []
    var labels: [UInt8] = []
    for (line, row) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
      let numbers = try Self.numbers(row, line: line + 1, path: path)
      pixels += numbers.dropLast()
      labels += numbers.suffix(1)
    }
    let held = Self.heldOutCount
    guard labels.count > 2 * held else {
      throw .malformedData(
        file: path, what: "the number of images", expected: "more than the \(2 * held) held out",
        found: "\(labels.count)")
    }
    let share = (Double(held) + 0.5) / Double(labels.count)
    let chosen = HeldOut(validation: share, test: share).split(labels.count) ?? [:]
    self.patch = patch
    shape = Self.shape(images: labels.count, patch: patch, limit: limit)
    self.pixels = pixels
    self.labels = labels
    var splits = chosen
    if let limit { splits[.train] = splits[.train].map { Array($0.prefix(limit)) } }
    self.splits = splits
    dataDigest = FileDigest.sha256(
      of: ("\(FileDigest.sha256(of: text))\n\(held) each held out at random\n"
        + TrainingLimit.text(limit)).utf8)
  }

  private static func shape(images: Int, patch: Int, limit: Int?) -> TaskShape {
    TaskShape(
      images: "Digits", pixels: side * side, patchesPerSide: side / max(1, patch),
      tokenWidth: patch * patch, classes: classes, mostFrequent: mostFrequent,
      training: images - 2 * heldOutCount,
      validation: heldOutCount, test: heldOutCount, limit: limit)
  }

  /// The 64 pixels and the class of a line.
  private static func numbers(
    _ row: ArraySlice<UInt8>, line: Int, path: String
  ) throws(TaskError) -> [UInt8] {
    func fail(_ what: String, _ expected: String, _ found: String) -> TaskError {
      .malformedData(file: path, what: "\(what) of line \(line)", expected: expected, found: found)
    }
    let columns = row.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
    guard columns.count == side * side + 1 else {
      throw fail("the number of columns", "\(side * side + 1)", "\(columns.count)")
    }
    var numbers: [UInt8] = []
    for (index, column) in columns.enumerated() {
      let most = index < side * side ? brightest : classes - 1
      let text = String(decoding: column.prefix(8), as: UTF8.self)
      guard column.count <= 8, let number = UInt8(text), number <= most else {
        throw fail("column \(index + 1)", "a number from 0 to \(most)", "`\(text)`")
      }
      numbers.append(number)
    }
    return numbers
  }

  /// That the examples are data whose labels are classes.
  public var dataNotes: DataNotes { DataNotes(isScanned: true) }

  /// Writes one image, cut into patches; the seed plays no part.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    guard let image = splits[split]?[index] else { return }
    example.labels[0] = Int32(labels[image])
    let side = Self.side
    let perRow = side / patch
    for place in 0..<side * side {
      let (token, inside) = place.quotientAndRemainder(dividingBy: patch * patch)
      let row = token / perRow * patch + inside / patch
      let column = token % perRow * patch + inside % patch
      let pixel = pixels[image * side * side + row * side + column]
      example.vectors[place] = Float(pixel) / Float(Self.brightest)
    }
  }
}

extension Digits: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "Digits", .task, fields: [Fields.patch, TaskFields.limit, TaskFields.shuffle],
    rules: [.divides(field: "patch", size: side, of: "the image's side")],
    "1,797 handwritten digits, 8 × 8, ten classes (Alpaydin and Kaynak 1998), cut into patches; "
      + "300 each for validation and test.", example: "Digits(patch: 2)")

  package static func assets(of fields: FieldValues) -> [String] { ["digits"] }

  package static func shape(of fields: FieldValues) throws -> TaskShape? {
    try shape(images: published, patch: fields[Fields.patch], limit: fields[TaskFields.limit])
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    try Digits(
      folder: sources.verifiedFolder(of: "digits"), patch: fields[Fields.patch],
      limit: fields[TaskFields.limit])
  }
}
