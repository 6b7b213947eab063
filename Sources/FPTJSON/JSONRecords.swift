/// Goes through a JSON list of objects and keeps only some members of each.
///
/// What is passed over is held to the grammar all the same; only no values are made of it. The limit on values is one of each object.
package struct JSONRecords {
  private var parser: JSONParser
  private var isStarted = false

  package init(_ text: UnsafeBufferPointer<UInt8>) { parser = JSONParser(text) }

  /// The wanted members of the next object of the list; nil at its end, behind which nothing may stand.
  ///
  /// - Throws: `JSONProblemError`, also where a wanted member is there twice.
  package mutating func next(
    keeping wanted: Set<String>
  ) throws(JSONProblemError) -> JSONValue.Members? {
    parser.beginRecord()
    parser.skipSpace()
    if isStarted {
      if parser.take("]") { return try end() }
      try parser.expect(",")
      parser.skipSpace()
    } else {
      isStarted = true
      try parser.expect("[")
      parser.skipSpace()
      if parser.take("]") { return try end() }
    }
    return try parser.members(depth: 1) { wanted.contains($0) }
  }

  private mutating func end() throws(JSONProblemError) -> JSONValue.Members? {
    try parser.requireEnd()
    return nil
  }
}
