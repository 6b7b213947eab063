import FPTFiles
import FPTSchema

/// Images of one channel cut into square patches, one patch a token: MNIST, Fashion-MNIST and their like.
///
/// Patches go row by row over the image, and row by row inside: `b (h p1) (w p2) -> b (h w) (p1 p2)`. Pixels are scaled
/// from 0 … 255 to [0, 1]. The class is read from the last token. An image may stand in the middle of a larger black one.
public struct PatchedImages: ShapedTask {
  /// Images at the end of the training files that are held out as the validation split.
  package static let validationCount = 5_000
  /// The largest `size`.
  package static let maximumSize = 256
  /// Side of the files' images, and their classes.
  private static let (side, classes) = (28, 10)

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let patch = Field(
      "patch", default: 4, range: NumberRange(1...maximumSize), unit: "pixels",
      "Side of a patch; each patch is one token.", example: "patch: 4")
    @usableFromInline package static let size = Field(
      "size", default: 28, range: NumberRange(28...maximumSize), unit: "pixels",
      "Side of the image that is cut: 28 in the official code; 32, the paper's, adds a black "
        + "border of 2.", example: "size: 32")
  }

  /// What a model sees of the task, and how many images each split has.
  public let shape: TaskShape
  /// Side of a patch, in pixels.
  public let patch: Int
  /// Side of the image that is cut, in pixels; its border beyond the files' images is black.
  public let size: Int
  /// At most this many training images are used, the first ones of the files.
  public let limit: Int?
  /// SHA-256 that identifies the four files.
  public let dataDigest: String
  private let training: LabeledImages
  private let testing: LabeledImages

  /// A task of images read from the four files of an MNIST-like folder.
  ///
  /// The training split is what remains of the training files after the last 5,000, which are the
  /// validation split; the test split is the test files. `paths` says where files lie that have
  /// another name than the published one, by that; `mostFrequent` is as ``DeclaredImages`` says it.
  ///
  /// - Throws: `TaskError` for a size below the side, a patch that does not divide the size, a
  ///   limit below 1, or malformed files.
  init(
    name: String, folder: String, paths: [String: String] = [:], size: Int, patch: Int,
    mostFrequent: Double?, limit: Int?
  ) throws(TaskError) {
    let (side, classes) = (Self.side, Self.classes)
    guard side...Self.maximumSize ~= size else {
      throw .parameterOutOfRange(
        task: name, parameter: "size", expected: "from \(side) to \(Self.maximumSize)", found: size)
    }
    guard patch >= 1, size % patch == 0 else {
      let divisors = (1...size).filter { size % $0 == 0 }.map(String.init)
      throw .parameterOutOfRange(
        task: name, parameter: "patch",
        expected: "a divisor of \(size) (\(divisors.joined(separator: ", ")))", found: patch)
    }
    if let limit, limit < 1 {
      throw .parameterOutOfRange(
        task: name, parameter: "limit", expected: "at least 1", found: limit)
    }
    func images(_ stem: String) throws(TaskError) -> LabeledImages {
      func path(_ kind: String) -> String {
        let file = "\(stem)-\(kind)-ubyte.gz"
        return paths[file] ?? "\(folder)/\(file)"
      }
      return try LabeledImages(
        images: path("images-idx3"), labels: path("labels-idx1"), side: side, classes: classes)
    }
    let (training, testing) = (try images("train"), try images("t10k"))
    guard training.count > Self.validationCount else {
      throw .malformedData(
        file: "\(folder)/train-images-idx3-ubyte.gz", what: "the number of images",
        expected: "more than the \(Self.validationCount) held out for validation",
        found: "\(training.count)")
    }
    shape = Self.shape(
      name: name, training: training.count, test: testing.count, size: size, patch: patch,
      mostFrequent: mostFrequent, limit: limit)
    self.patch = patch
    self.size = size
    self.limit = limit
    self.training = training
    self.testing = testing
    self.dataDigest = FileDigest.sha256(
      of: "\(training.digest)\n\(testing.digest)\nlast \(Self.validationCount) held out\n".utf8)
  }

  /// That the examples are data whose labels are classes.
  public var dataNotes: DataNotes { DataNotes(isScanned: true) }

  /// The shape of a task with that many images in the training files, validation included.
  static func shape(
    name: String, training: Int, test: Int, size: Int, patch: Int, mostFrequent: Double?,
    limit: Int?
  ) -> TaskShape {
    TaskShape(
      images: name, pixels: side * side, patchesPerSide: size / max(1, patch),
      tokenWidth: patch * patch, classes: classes, mostFrequent: mostFrequent,
      training: training - validationCount,
      validation: validationCount, test: test, limit: limit)
  }

  /// Writes one image, cut into patches; the seed plays no part.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    switch split {
    case .train: write(image: index, of: training, to: example)
    case .validation:
      write(image: training.count - Self.validationCount + index, of: training, to: example)
    case .test: write(image: index, of: testing, to: example)
    }
  }

  private func write(image: Int, of images: LabeledImages, to example: ExampleSlot) {
    example.labels[0] = Int32(images.labels[image])
    let side = Self.side
    let pixels = images.pixels[image * side * side..<(image + 1) * side * side]
    // An odd pixel of border goes to the bottom and the right.
    let border = (size - side) / 2
    var next = 0
    for top in stride(from: 0, to: size, by: patch) {
      for left in stride(from: 0, to: size, by: patch) {
        for row in top - border..<top - border + patch {
          for column in left - border..<left - border + patch {
            var pixel: UInt8 = 0
            if 0..<side ~= row, 0..<side ~= column {
              pixel = pixels[pixels.startIndex + row * side + column]
            }
            example.vectors[next] = Float(pixel) / 255
            next += 1
          }
        }
      }
    }
  }
}

/// The images and labels of one pair of IDX files.
private struct LabeledImages: Sendable {
  /// [count, side, side].
  var pixels: [UInt8]
  /// [count], each in 0 ..< classes.
  var labels: [UInt8]
  /// Digests of the two inflated files.
  var digest: String
  var count: Int { labels.count }

  init(
    images imagePath: String, labels labelPath: String, side: Int, classes: Int
  ) throws(TaskError) {
    let labels = try IDXFile(path: labelPath, dimensions: 1)
    let images = try IDXFile(path: imagePath, dimensions: 3)
    guard images.shape[1...] == [side, side] else {
      throw .malformedData(
        file: imagePath, what: "the image size", expected: "\(side) × \(side)",
        found: "\(images.shape[1]) × \(images.shape[2])")
    }
    guard images.shape[0] == labels.shape[0] else {
      throw .malformedData(
        file: labelPath, what: "the number of labels",
        expected: "\(images.shape[0]), the number of images", found: "\(labels.shape[0])")
    }
    if let position = labels.elements.firstIndex(where: { $0 >= classes }) {
      throw .malformedData(
        file: labelPath, what: "label \(position)", expected: "from 0 to \(classes - 1)",
        found: "\(labels.elements[position])")
    }
    pixels = images.elements
    self.labels = labels.elements
    digest = "\(images.digest)\n\(labels.digest)"
  }
}
