extension String {
  /// What a page shows: without its style, and without its script.
  var pageBody: String {
    let start = range(of: "<body")?.lowerBound ?? startIndex
    let end = range(of: "<script>")?.lowerBound ?? endIndex
    return start < end ? String(self[start..<end]) : self
  }
}
