import FPTLib
import Testing

@testable import FPTResults

@Suite struct NotebookLayoutTests {
  @Test func whatIsWrittenIsRead() throws {
    let document = SampleResults.document()
    let tree = try document.tree()
    let read = try ResultsDocument(tree: tree)
    #expect(read.notebook == document.notebook)
    #expect(read.title == document.title)
    #expect(read.overrides == document.overrides)
    #expect(read.sources == document.sources)
    #expect(read.cells.map(\.hash) == document.cells.map(\.hash).sorted())
    #expect(read.runs == document.runs)
    #expect(read.provenance == document.provenance)
    #expect(try ContentDigest(of: read.tree()) == ContentDigest(of: tree))
  }

  /// What `export --without-provenance` writes holds things in another order.
  @Test func orderInTheFileIsNoContent() throws {
    let tree = try SampleResults.document().tree()
    let read = try ResultsDocument(tree: tree.withoutProvenance())
    #expect(try ContentDigest(of: read.tree()) == ContentDigest(of: tree))
    #expect(read.notebook == SampleResults.notebook)
  }

  @Test func aTreeWithoutItsCells() throws {
    var tree = try SampleResults.document().tree()
    tree.groups.removeAll { ["cells", "curves", "provenance"].contains($0.name) }
    let read = try ResultsDocument(tree: tree, hasCells: false)
    #expect(read.notebook == SampleResults.notebook)
    #expect(read.cells.isEmpty)
    #expect(throws: ResultTreeError.self) { try ResultsDocument(tree: tree) }
  }

  @Test func groupsThatNobodyListsAreIgnored() throws {
    var tree = try SampleResults.document().tree()
    var other = ResultGroup()
    other.setAttribute("kind", .integer(7))
    tree.edit(["notebook"]) { $0.append("of_a_later_version", other) }
    #expect(try ResultsDocument(tree: tree).notebook == SampleResults.notebook)
  }

  @Test func anItemOfAnUnknownKindKeepsItsPlace() throws {
    var tree = try SampleResults.document().tree()
    tree.edit(["notebook", "item_002"]) { $0.setAttribute("kind", .text("video")) }
    let items = try #require(try ResultsDocument(tree: tree).notebook?.items)
    #expect(items[1].kind == "video")
    guard case .other(_, let attributes) = items[1] else {
      Issue.record("it is \(items[1])")
      return
    }
    // What it says is kept for whoever knows the kind.
    #expect(!attributes.isEmpty && attributes.allSatisfy { $0.name != "kind" })
    #expect(items.count == SampleResults.notebook.items.count)
  }

  /// A notebook that contradicts the rest of its file, or itself.
  @Test(
    arguments: [
      (["notebook"], "items", .texts(["item_001", "item_001"]), "each item once"),
      (["notebook"], "items", .texts(["item_009"]), "an item"),
      (["notebook"], "items", .integer(5), "texts"),
      (["notebook"], "notes", nil, "texts"),
      (["notebook", "item_001"], "kind", nil, "a text"),
      (["notebook", "item_002"], "table", .text("Accuracy / task"), "a stored name"),
      (["notebook", "item_002"], "table", .text("%zz"), "a stored name"),
      (["notebook", "item_002"], "rows", .texts(["arm"]), "the axes of"),
      (["notebook", "item_002"], "rows", .texts(["task", "task"]), "the axes of"),
      (["notebook", "item_002"], "columns", .texts([]), "the axes of"),
      (["notebook", "item_002"], "show", .texts(["mode"]), "mean, std, sem, ci95"),
      (["notebook", "item_002"], "format", .text("hex"), "number or percent"),
      (["notebook", "item_002"], "format", nil, "number or percent"),
      (["notebook", "item_002"], "digits", .integer(16), "0 to 15"),
      (["notebook", "item_002"], "digits", .integer(-1), "0 to 15"),
      (["notebook", "item_002"], "digits", .integer(.max), "0 to 15"),
      (["notebook", "item_002"], "reference", .integer(1), "a text"),
      (["notebook", "item_004"], "x", .text("task"), "the axes of"),
      (["notebook", "item_004"], "plot", .text("map"), "the axes of"),
      (["notebook", "item_004"], "x_scale", .text("sqrt"), "linear, log"),
      (["notebook", "item_004"], "y_label", nil, "a text"),
      (["notebook", "item_005"], "facets", .texts(["query"]), "the first axes of"),
      (["notebook", "item_005"], "plot", .text("none"), "a group in /plots"),
      (["runs", "main"], "axes", .texts([]), nil),
      (["tables", "Accuracy / task"], "axes", .texts(["arm", "task"]), "values over"),
      (["tables", "Accuracy / task"], "axes", .texts(["arm", "arm"]), "values over"),
      (["tables", "Accuracy / task"], "title", nil, "a text"),
      ([], "title", .integer(1), "a text"),
      (["script"], "files", .texts(["other.fpt"]), "texts"),
    ] as [([String], String, ResultAttribute.Value?, String?)])
  func whatContradictsItselfIsRefused(
    path: [String], name: String, value: ResultAttribute.Value?, complaint: String?
  ) throws {
    var tree = try SampleResults.document().tree()
    tree.edit(path) { group in
      group.attributes.removeAll { $0.name == name }
      if let value { group.setAttribute(name, value) }
    }
    do {
      _ = try ResultsDocument(tree: tree)
      #expect(complaint == nil)
    } catch {
      #expect("\(error)".contains(complaint ?? "no complaint"), "\(error)")
      #expect("\(error)".hasPrefix("/"), "\(error)")
    }
  }

  @Test func changesNeedAllTheirParts() throws {
    var tree = try SampleResults.document().tree()
    tree.edit(["notebook", "changes"]) { $0.variables.removeLast() }
    #expect(throws: ResultTreeError.self) { try ResultsDocument(tree: tree) }
    tree = try SampleResults.document().tree()
    tree.edit(["notebook", "changes"]) { group in
      group.variables[3].values = .texts(["profile", "a friend"])
    }
    #expect(throws: ResultTreeError.self) { try ResultsDocument(tree: tree) }
  }

  /// Random changes to attributes and variables: each file is read, or refused with a place.
  @Test func randomChangesAreReadOrRefused() throws {
    var random = SystemRandomNumberGenerator()
    let seed = UInt64.random(in: 0..<1 << 32, using: &random)
    print("seed \(seed)")
    var generator = LinearCongruentialGenerator(state: seed)
    let original = try SampleResults.document().tree()
    let values: [ResultAttribute.Value] = [
      .text(""), .text("%zz"), .text("table"), .text("map"), .text("\u{1B}[31m"), .integer(-1),
      .integer(.max), .number(.nan), .texts([]), .texts(["task", "arm"]), .texts(["item_001"]),
      .texts(["query", "key"]), .integers([1]), .text(String(repeating: "a", count: 100_000)),
    ]
    var refused = 0
    for _ in 0..<400 {
      var tree = original
      var path: [String] = []
      var group = tree
      while let child = group.groups.randomElement(using: &generator),
        path.isEmpty || Bool.random(using: &generator)
      {
        path.append(child.name)
        group = child.group
      }
      tree.edit(path) { group in
        if let index = group.attributes.indices.randomElement(using: &generator),
          let value = values.randomElement(using: &generator)
        {
          group.attributes[index].value = value
        }
        if Bool.random(using: &generator),
          let index = group.variables.indices.randomElement(using: &generator)
        {
          group.variables.remove(at: index)
        }
      }
      do {
        _ = try ResultsDocument(tree: tree)
      } catch {
        refused += 1
        #expect("\(error)".hasPrefix("/"), "\(error)")
      }
    }
    #expect(refused > 50)
  }

  @Test func version2NeedsANotebook() throws {
    var tree = try SampleResults.document().tree()
    tree.groups.removeAll { $0.name == "notebook" }
    #expect(throws: ResultTreeError.self) { try ResultsDocument(tree: tree) }
    tree.setAttribute("fpt_format", .integer(1))
    #expect(try ResultsDocument(tree: tree).notebook == nil)
  }
}

extension ResultGroup {
  /// Changes the group at a path of names.
  mutating func edit(_ path: [String], _ change: (inout ResultGroup) -> Void) {
    guard let name = path.first else { return change(&self) }
    for index in groups.indices where groups[index].name == name {
      groups[index].group.edit(Array(path.dropFirst()), change)
    }
  }
}

/// Numbers that follow from a seed.
private struct LinearCongruentialGenerator: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 33)
  }
}
