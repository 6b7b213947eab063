/// A limit is of the training split, in every task: the same questions are asked however little is learned from.
enum TrainingLimit {
  /// What the digest of data says of a limit.
  ///
  /// Tasks whose limits once were of every split thereby differ from what they were.
  static func text(_ limit: Int?) -> String { limit == nil ? "" : "training limited\n" }
}
