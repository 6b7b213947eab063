/// The confidence in a published value: the words of the column `confidence`.
package enum PublishedConfidence: String, Sendable, Hashable, CaseIterable {
  /// The authors' own text or code.
  case authors
  /// Read in the source itself.
  case primary
  /// A transcription, not seen in the source itself.
  case secondary
  /// There is no value, or nothing is known of it.
  case unknown
}
