import FPTLib
import Testing

@Suite struct ResultNameTests {
  @Test(arguments: [
    ("plain", "plain"), ("experiments/a.fpt", "experiments%2Fa.fpt"), ("100 %", "100 %25"),
    (".", "%2E"), ("..", "%2E."), (" x ", "%20x%20"), ("a\u{0}b\n", "a%00b%0A"),
    ("\u{85}", "%C2%85"), ("Grüße 🌍", "Grüße 🌍"), ("train.optimizer.lr", "train.optimizer.lr"),
    ("%2F", "%252F"),
  ])
  func encodingIsReversible(name: String, stored: String) {
    #expect(ResultName.encoded(name) == stored)
    #expect(ResultName.decoded(stored) == name)
  }

  @Test(arguments: ["a/b", "%", "%2", "%zz", "%2f", "%41", ".x", "x ", "%FF", "%+1"])
  func whatNoNameEncodesToIsRefused(stored: String) {
    #expect(ResultName.decoded(stored) == nil)
  }
}
