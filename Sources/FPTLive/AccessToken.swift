/// The word in the address of the page, which whoever opens it has to know.
///
/// Other users of the machine reach its ports as well, and so do pages of other sites in the same browser.
package struct AccessToken: Sendable, Hashable {
  /// 32 hexadecimal digits.
  package let text: String

  /// A new token of 128 bits from the randomness of the system.
  package init() {
    var generator = SystemRandomNumberGenerator()
    let words = [generator.next() as UInt64, generator.next()]
    text = words.map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  /// Whether a word is the token; how long it takes says nothing of where they differ.
  package func matches(_ word: some StringProtocol) -> Bool {
    let own = Array(text.utf8)
    let other = Array(word.utf8)
    var difference = own.count ^ other.count
    for index in own.indices {
      difference |= Int(own[index] ^ (index < other.count ? other[index] : 0))
    }
    return difference == 0
  }
}
