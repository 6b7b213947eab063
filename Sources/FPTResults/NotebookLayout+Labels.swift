extension NotebookLayout {
  /// How a declaration of the experiment is shown: its display name, and what is said beside it.
  ///
  /// Labels of axes and names of groups are declared names everywhere else in a file.
  public struct Label: Sendable, Hashable {
    /// The kind of declaration, such as `task`, `arm`, `table`.
    public var kind: String
    /// The declared name.
    public var name: String
    /// The name that a reader sees; nil for the declared one.
    public var label: String?
    /// A sentence or two under the heading of a table or plot; nil where there is none.
    public var caption: String?
    /// A remark at the foot of a table or plot, or of those that show the declaration; nil where there is none.
    public var note: String?

    /// Says how a declaration is shown.
    public init(
      kind: String, name: String, label: String? = nil, caption: String? = nil,
      note: String? = nil
    ) {
      self.kind = kind
      self.name = name
      self.label = label
      self.caption = caption
      self.note = note
    }
  }

  static let labelsName = "labels"

  /// The group `/notebook/labels`: a text of each kind for each declaration, empty where there is none.
  static func group(of labels: [Label]) -> ResultGroup {
    var group = ResultGroup()
    func add(_ name: String, _ longName: String, _ value: (Label) -> String?) {
      group.variables.append(
        ResultVariable(
          name: name, dimensions: ["declaration"], shape: [labels.count],
          values: .texts(labels.map { value($0) ?? "" }),
          attributes: .described(longName, units: nil)))
    }
    add("kind", "kind of the declaration") { $0.kind }
    add("name", "name of the declaration") { $0.name }
    add("label", "name that a reader sees") { $0.label }
    add("caption", "text under the heading") { $0.caption }
    add("note", "remark at the foot") { $0.note }
    return group
  }

  /// Reads the group.
  ///
  /// - Throws: `ResultTreeError` for columns of different lengths.
  static func labels(
    in group: ResultGroup, at place: String
  ) throws(ResultTreeError) -> [Label] {
    var columns: [[String]] = []
    for name in ["kind", "name", "label", "caption", "note"] {
      columns.append(try group.texts(of: name, at: place))
    }
    let count = columns[0].count
    guard columns.allSatisfy({ $0.count == count }) else {
      throw .unexpected(
        place: place, expected: "five texts for each declaration", found: "columns of other lengths"
      )
    }
    func text(_ column: Int, _ index: Int) -> String? {
      columns[column][index].isEmpty ? nil : columns[column][index]
    }
    return (0..<count).map { index in
      Label(
        kind: columns[0][index], name: columns[1][index], label: text(2, index),
        caption: text(3, index), note: text(4, index))
    }
  }
}
