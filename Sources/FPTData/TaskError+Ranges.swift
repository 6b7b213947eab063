extension TaskError {
  /// Throws `parameterOutOfRange` unless the value of a task's parameter lies in a range.
  static func check(
    _ value: Int, in range: ClosedRange<Int>, of parameter: String, task: String
  ) throws(TaskError) {
    guard range.contains(value) else {
      throw .parameterOutOfRange(
        task: task, parameter: parameter,
        expected: "from \(range.lowerBound) to \(range.upperBound)", found: value)
    }
  }

  /// Throws `parameterOutOfRange` unless an optional limit on examples is at least 1.
  static func check(limit: Int?, task: String) throws(TaskError) {
    if let limit, limit < 1 {
      throw .parameterOutOfRange(
        task: task, parameter: "limit", expected: "at least 1", found: limit)
    }
  }
}
