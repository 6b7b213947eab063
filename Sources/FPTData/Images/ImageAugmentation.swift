import FPTEngine

/// A random crop, flip and rotation of a square image, as the official code trains on CIFAR-10.
///
/// In the order and with the meaning of torchvision's transforms of tensors: `RandomCrop(side, padding: 4)` into a border of
/// zeros, `RandomHorizontalFlip()`, then `RandomRotation(20)` about the center with the nearest pixel and zeros outside.
struct ImageAugmentation: Sendable, Hashable {
  /// Width of the border of zeros that a crop may reach into, in pixels.
  static let padding = 4
  /// The largest angle in either direction, in degrees.
  static let degrees = 20.0

  /// Rows and columns that the crop begins at, in the image with its border: 0 to 2 × `padding`.
  var top: Int
  var left: Int
  var isFlipped: Bool
  /// Degrees, counter-clockwise.
  var angle: Double

  init(top: Int, left: Int, isFlipped: Bool, angle: Double) {
    self.top = top
    self.left = left
    self.isFlipped = isFlipped
    self.angle = angle
  }

  private static let streamHash = RandomStream.hash(ofName: "augmentation")

  /// The augmentation of one example in one epoch.
  ///
  /// Drawn from the stream `augmentation` of the seed at step = index, block = epoch: a block holds the four numbers. A place of
  /// the crop is the high word of a product, so that its nine values are equally likely to within 2⁻²⁹.
  init(index: Int, epoch: Int, seed: UInt64) {
    let stream = RandomStream(
      seed: seed, nameHash: Self.streamHash, step: UInt32(truncatingIfNeeded: index))
    let words = stream.block(UInt32(truncatingIfNeeded: epoch))
    let places = UInt64(2 * Self.padding + 1)
    top = Int((UInt64(words.x) &* places) &>> 32)
    left = Int((UInt64(words.y) &* places) &>> 32)
    isFlipped = words.z & 1 == 1
    angle = (Double(words.w) * 0x1p-32 * 2 - 1) * Self.degrees
  }

  /// For every pixel of the result, row by row, the pixel of the image that it shows, or -1 for
  /// zero.
  ///
  /// There are side × side of them.
  func fill(_ sources: inout [Int32], side: Int) {
    let (sine, cosine) = ScalarElementary.sineAndCosine(turns: angle / 360)
    let center = Double(side - 1) / 2
    var place = 0
    for row in 0..<side {
      let y = Double(row) - center
      for column in 0..<side {
        let x = Double(column) - center
        // Nearest, halves to even, as grid_sample has it.
        let sourceRow = (sine * x + cosine * y + center).rounded(.toNearestOrEven)
        let sourceColumn = (cosine * x - sine * y + center).rounded(.toNearestOrEven)
        sources[place] = source(row: sourceRow, column: sourceColumn, side: side)
        place += 1
      }
    }
  }

  /// The image's pixel behind a place of the cropped and flipped image.
  private func source(row: Double, column: Double, side: Int) -> Int32 {
    let inside = 0...Double(side - 1)
    guard inside.contains(row), inside.contains(column) else { return -1 }
    let croppedColumn = isFlipped ? side - 1 - Int(column) : Int(column)
    let imageRow = Int(row) + top - Self.padding
    let imageColumn = croppedColumn + left - Self.padding
    guard 0..<side ~= imageRow, 0..<side ~= imageColumn else { return -1 }
    return Int32(imageRow * side + imageColumn)
  }
}
