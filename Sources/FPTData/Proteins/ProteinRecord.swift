/// One protein of a data set: its amino acids and what it is.
struct ProteinRecord: Sendable, Hashable {
  /// A class by its number, or by a name that is numbered later.
  enum Label: Sendable, Hashable {
    case number(Int)
    case name(String)
  }

  /// One letter an amino acid, upper case.
  var sequence: [UInt8]
  var label: Label

  /// Makes a record of letters, upper or lower case.
  ///
  /// - Throws: `Problem` for what is no amino acid, and for no letter at all.
  init(letters: some Sequence<UInt8>, label: Label) throws(Problem) {
    sequence = []
    for (place, byte) in letters.enumerated() {
      let letter = (0x61...0x7A).contains(byte) ? byte & ~0x20 : byte
      guard AminoAcidVocabulary.symbol(of: letter) != nil else {
        throw .letter(byte, place: place)
      }
      sequence.append(letter)
    }
    guard !sequence.isEmpty else { throw .empty }
    self.label = label
  }

  /// An error in a sequence.
  enum Problem: Error, Sendable, Hashable {
    /// A byte that stands for no amino acid.
    case letter(UInt8, place: Int)
    case empty
  }
}

extension TaskError {
  /// A sequence that is none.
  static func sequence(
    _ problem: ProteinRecord.Problem, file: String, record: String
  ) -> TaskError {
    switch problem {
    case .empty:
      .malformedData(
        file: file, what: "the sequence of \(record)", expected: "at least one amino acid",
        found: "empty; leave the record out")
    case .letter(let byte, let place):
      .malformedData(
        file: file, what: "letter \(place + 1) of the sequence of \(record)",
        expected: "an amino acid, A to Z without J", found: description(of: byte))
    }
  }

  private static func description(of byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "*"): "`*`, the stop that translation of a gene writes; strip it"
    case UInt8(ascii: "-"), UInt8(ascii: "."):
      "`\(Character(Unicode.Scalar(byte)))`, a gap of an alignment; take the gaps out"
    case UInt8(ascii: "\""):
      "`\"`; write the table without quotes, as by "
        + "`table.to_csv(…, sep=\"\\t\", quoting=csv.QUOTE_NONE)` in pandas"
    case 0x20: "a space; take the spaces out"
    case 0x21...0x7E: "`\(Character(Unicode.Scalar(byte)))`"
    default: "the byte \(byte)"
    }
  }
}

/// The vocabulary of TAPE's IUPAC tokenizer: five marks, then the letters A to Z without J.
enum AminoAcidVocabulary {
  static let padding: Int32 = 0
  static let start: Int32 = 2
  static let end: Int32 = 3
  static let count = 30

  /// The symbol of an upper-case letter; nil for what is none.
  static func symbol(of letter: UInt8) -> Int32? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "I"): Int32(letter) - 65 + 5
    case UInt8(ascii: "K")...UInt8(ascii: "Z"): Int32(letter) - 75 + 14
    default: nil
    }
  }
}
