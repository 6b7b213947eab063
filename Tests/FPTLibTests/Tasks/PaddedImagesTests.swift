import FPTLib
import Testing

@Suite("Images in a black border")
struct PaddedImagesTests {
  @Test("the paper's 32 × 32 has the image in the middle", arguments: [(32, 2), (33, 2), (28, 0)])
  func border(size: Int, border: Int) throws {
    let folder = try PatchedImagesTests.folder()
    let task = try PatchedImages.mnist(folder: folder.path, size: size, patch: 1)
    #expect(task.tokens == size * size)
    var batch = TaskBatch(for: task, capacity: 1)
    batch.load([3], of: .test, from: task, seed: 0)
    for place in 0..<size * size {
      let (row, column) = (place / size - border, place % size - border)
      let isInside = 0..<28 ~= row && 0..<28 ~= column
      let expected = isInside ? Float(PatchedImagesTests.pixel(3, row, column)) / 255 : 0
      #expect(batch.vectors[place] == expected, "\(row), \(column)")
    }
  }

  @Test("64 tokens of 16, and the same data")
  func shape() throws {
    let folder = try PatchedImagesTests.folder()
    let task = try PatchedImages.mnist(folder: folder.path, size: 32)
    #expect(task.tokens == 64 && task.input == .vectors(width: 16))
    #expect(try task.dataDigest == PatchedImages.mnist(folder: folder.path).dataDigest)
    for (size, patch) in [(27, 1), (257, 1), (32, 7), (30, 4)] {
      #expect(throws: TaskError.self) {
        try PatchedImages.mnist(folder: folder.path, size: size, patch: patch)
      }
    }
  }
}
