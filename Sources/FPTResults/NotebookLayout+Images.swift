extension NotebookLayout {
  /// An image that the prose shows.
  public struct Image: Sendable, Hashable {
    /// The address that the prose gives it.
    public var name: String
    /// The image as a data URI: `data:image/png;base64,…`.
    ///
    /// Whoever shows it has to check that it is one.
    public var content: String

    /// Puts an image under the address that the prose gives it.
    public init(name: String, content: String) {
      self.name = name
      self.content = content
    }
  }

  static let imagesName = "images"

  /// The group `/notebook/images`: two texts for each image.
  static func group(of images: [Image]) -> ResultGroup {
    var group = ResultGroup()
    func add(_ name: String, _ longName: String, _ value: (Image) -> String) {
      group.variables.append(
        ResultVariable(
          name: name, dimensions: ["image"], shape: [images.count],
          values: .texts(images.map(value)), attributes: .described(longName, units: nil)))
    }
    add("name", "address in the prose") { $0.name }
    add("content", "image as a data URI") { $0.content }
    return group
  }

  /// Reads the group.
  ///
  /// - Throws: `ResultTreeError` for columns of different lengths.
  static func images(
    in group: ResultGroup, at place: String
  ) throws(ResultTreeError) -> [Image] {
    let names = try group.texts(of: "name", at: place)
    let contents = try group.texts(of: "content", at: place)
    guard names.count == contents.count else {
      throw .unexpected(
        place: place, expected: "two texts for each image", found: "columns of other lengths")
    }
    return zip(names, contents).map { Image(name: $0, content: $1) }
  }
}
