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

  /// - Parameter letters: upper or lower case.
  /// - Throws: `UnknownLetter` for what is no amino acid.
  init(letters: some Sequence<UInt8>, label: Label) throws(UnknownLetter) {
    sequence = []
    for (place, byte) in letters.enumerated() {
      let letter = (0x61...0x7A).contains(byte) ? byte & ~0x20 : byte
      guard AminoAcidVocabulary.symbol(of: letter) != nil else {
        throw UnknownLetter(place: place, byte: byte)
      }
      sequence.append(letter)
    }
    self.label = label
  }

  /// A byte of a sequence that stands for no amino acid.
  struct UnknownLetter: Error, Sendable, Hashable {
    var place: Int
    var byte: UInt8

    /// What it is, in a message.
    var text: String {
      (0x21...0x7E).contains(byte) ? "`\(Character(Unicode.Scalar(byte)))`" : "the byte \(byte)"
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
