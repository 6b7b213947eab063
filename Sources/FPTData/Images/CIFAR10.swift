import FPTEngine
import FPTFiles
import FPTSchema

/// CIFAR-10: photographs of ten kinds of things, 32 × 32, in color or in gray (Krizhevsky 2009).
///
/// Patches go row by row over the image; inside a patch rows, columns, channels: `b c (h p1) (w p2) -> b (h w) (p1 p2 c)`. In
/// color, each channel has its mean taken off and is divided by its standard deviation. In gray, as in the Long Range Arena of the official
/// code, a pixel is 0.2989 R + 0.587 G + 0.114 B, scaled to [-1, 1]. The class is read from the last token.
///
/// The paper gives CIFAR-10 64 tokens of 16, which patches of 4 have in gray; the official code's have 48 numbers, in color.
public struct CIFAR10: ShapedTask {
  /// Images at the end of the training files that are held out as the validation split.
  package static let validationCount = 5_000

  @usableFromInline
  package enum Fields {
    @usableFromInline package static let patch = Field(
      "patch", default: 4, range: NumberRange(1...CIFAR10File.side), unit: "pixels",
      "Side of a patch; each patch is one token.", example: "patch: 4")
    @usableFromInline package static let color = Field(
      "color", default: true,
      "Three channels, or one of gray: `color: false, patch: 1` is the Long Range Arena's 1,024 "
        + "tokens.", example: "color: false")
    @usableFromInline package static let augment = Field(
      "augment", default: true,
      "Crops, flips and turns training examples at random, anew in every pass, as the official "
        + "code does; evaluations see the images as they are.", example: "augment: false")
  }

  /// Side of a patch, in pixels.
  public let patch: Int
  /// False for gray.
  public let isColored: Bool
  /// True where training examples are cropped, flipped and rotated at random.
  public let isAugmented: Bool
  /// SHA-256 that identifies the six files.
  public let dataDigest: String
  /// What a model sees of the task, and how many images each split has.
  public let shape: TaskShape
  private let training: [CIFAR10File]
  private let testing: CIFAR10File
  private let trainingImages: Int

  /// Names of the files of the binary version, training files first.
  package static let trainingFiles = Asset.cifar10TrainingFiles
  package static let testFile = Asset.cifar10TestFile

  /// A task of the six files of a folder.
  ///
  /// - Parameters:
  ///   - folder: holds `data_batch_1.bin` … `data_batch_5.bin` and `test_batch.bin`.
  ///   - patch: side of a patch; a divisor of 32.
  ///   - color: false for one gray channel.
  ///   - augment: if true, every epoch changes training examples at random.
  ///   - limit: at most this many training images.
  /// - Throws: `TaskError`.
  public init(
    folder: String, patch: Int = Fields.patch.defaultValue,
    color: Bool = Fields.color.defaultValue, augment: Bool = Fields.augment.defaultValue,
    limit: Int? = nil
  ) throws(TaskError) {
    let side = CIFAR10File.side
    guard patch >= 1, side % patch == 0 else {
      throw .parameterOutOfRange(
        task: "CIFAR10", parameter: "patch",
        expected: "a divisor of \(side) (1, 2, 4, 8, 16, 32)", found: patch)
    }
    if let limit, limit < 1 {
      throw .parameterOutOfRange(
        task: "CIFAR10", parameter: "limit", expected: "at least 1", found: limit)
    }
    var training: [CIFAR10File] = []
    for name in Self.trainingFiles { training.append(try CIFAR10File(path: "\(folder)/\(name)")) }
    testing = try CIFAR10File(path: "\(folder)/\(Self.testFile)")
    trainingImages = training.reduce(0) { $0 + $1.count }
    guard trainingImages > Self.validationCount else {
      throw .malformedData(
        file: "\(folder)/data_batch_*.bin", what: "the number of images",
        expected: "more than the \(Self.validationCount) held out for validation",
        found: "\(trainingImages)")
    }
    self.patch = patch
    isColored = color
    isAugmented = augment
    shape = Self.shape(
      training: trainingImages, test: testing.count, patch: patch, color: color, limit: limit)
    self.training = training
    let digests = (training + [testing]).map(\.digest).joined(separator: "\n")
    dataDigest = FileDigest.sha256(
      of: "\(digests)\nlast \(Self.validationCount) held out\n".utf8)
  }

  /// That the examples are data whose labels are classes.
  public var dataNotes: DataNotes { DataNotes(isScanned: true) }
  private var channels: Int { isColored ? CIFAR10File.channels : 1 }

  /// The shape of a task with that many images in the training files, validation included.
  private static func shape(
    training: Int, test: Int, patch: Int, color: Bool, limit: Int?
  ) -> TaskShape {
    let side = CIFAR10File.side
    return TaskShape(
      images: "CIFAR10", pixels: side * side * CIFAR10File.channels,
      patchesPerSide: side / max(1, patch),
      tokenWidth: patch * patch * (color ? CIFAR10File.channels : 1),
      classes: CIFAR10File.classes, training: training - validationCount,
      validation: validationCount, test: test, limit: limit)
  }

  /// Writes one image as it is, cut into patches.
  public func write(_ index: Int, of split: TaskSplit, seed: UInt64, to example: ExampleSlot) {
    write(index, of: split, seed: seed, epoch: nil, to: example)
  }

  /// True where training images are changed at random in every pass.
  public var variesByEpoch: Bool { isAugmented }

  /// Writes one image; in training it is changed as the seed and the pass say.
  public func write(
    _ index: Int, of split: TaskSplit, seed: UInt64, epoch: Int?, to example: ExampleSlot
  ) {
    var augmentation: ImageAugmentation?
    if isAugmented, split == .train, let epoch {
      augmentation = ImageAugmentation(index: index, epoch: epoch, seed: seed)
    }
    switch split {
    case .train: write(trainingImage: index, augmentation, to: example)
    case .validation:
      let image = trainingImages - Self.validationCount + index
      write(trainingImage: image, nil, to: example)
    case .test: write(index, of: testing, nil, to: example)
    }
  }

  private func write(
    trainingImage image: Int, _ augmentation: ImageAugmentation?, to example: ExampleSlot
  ) {
    var place = image
    for file in training {
      if place < file.count { return write(place, of: file, augmentation, to: example) }
      place -= file.count
    }
  }

  private func write(
    _ index: Int, of file: CIFAR10File, _ augmentation: ImageAugmentation?,
    to example: ExampleSlot
  ) {
    example.labels[0] = file.label(index)
    let pixels = PixelValues(image: file.image(index), isColored: isColored)
    var sources = (0..<Int32(CIFAR10File.pixels)).map { $0 }
    augmentation?.fill(&sources, side: CIFAR10File.side)
    var next = 0
    for top in stride(from: 0, to: CIFAR10File.side, by: patch) {
      for left in stride(from: 0, to: CIFAR10File.side, by: patch) {
        for row in top..<top + patch {
          for column in left..<left + patch {
            let source = Int(sources[row * CIFAR10File.side + column])
            for channel in 0..<channels {
              example.vectors[next] = pixels.value(source, channel: channel)
              next += 1
            }
          }
        }
      }
    }
  }
}

/// The normalized values of an image's pixels, computed with the operations of torchvision in its order.
private struct PixelValues {
  let image: UnsafeRawBufferPointer
  let isColored: Bool

  static let mean = SIMD4<Float>(0.4914, 0.4822, 0.4465, 0)
  static let standardDeviation = SIMD4<Float>(0.2023, 0.1994, 0.2010, 1)

  /// One value of the pixel at `place`; a place below 0 is black.
  func value(_ place: Int, channel: Int) -> Float {
    if isColored {
      let scaled = place < 0 ? 0 : scaled(place, channel)
      return (scaled - Self.mean[channel]) / Self.standardDeviation[channel]
    }
    var gray: Float = 0
    if place >= 0 {
      gray = 0.2989 * scaled(place, 0) + 0.587 * scaled(place, 1) + 0.114 * scaled(place, 2)
    }
    return (gray - 0.5) / 0.5
  }

  private func scaled(_ place: Int, _ channel: Int) -> Float {
    Float(image[channel * CIFAR10File.pixels + place]) / 255
  }
}

extension CIFAR10: DeclaredTask {
  package static let declaration = ConstructorSchema(
    "CIFAR10", .task,
    fields: [Fields.patch, Fields.color, Fields.augment, TaskFields.limit, TaskFields.shuffle],
    rules: [.divides(field: "patch", size: CIFAR10File.side, of: "the image's side")],
    "Photographs, 32 × 32, ten classes (Krizhevsky 2009), cut into patches. The official code's "
      + "tokens are 4 × 4 × 3; the paper's 64 × 16 is what `color: false` gives.",
    example: "CIFAR10(patch: 4)")

  package static func assets(of fields: FieldValues) -> [String] { ["cifar10"] }

  package static let classNames = [
    "airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck",
  ]

  package static func shape(of fields: FieldValues) throws -> TaskShape? {
    try shape(
      training: 50_000, test: 10_000, patch: fields[Fields.patch], color: fields[Fields.color],
      limit: fields[TaskFields.limit])
  }

  package static func task(
    of fields: FieldValues, from sources: TaskSources
  ) throws -> any SequenceTask {
    try CIFAR10(
      folder: sources.verifiedFolder(of: "cifar10"), patch: fields[Fields.patch],
      color: fields[Fields.color], augment: fields[Fields.augment],
      limit: fields[TaskFields.limit])
  }
}
