import Testing

@testable import FPTScript

/// Conditions between the fields of models.
@Suite struct ModelRulesTests {
  /// Rotary positions turn pairs of a head's columns.
  @Test func headsThatTurnHaveAnEvenWidth() {
    let result = checked("model x = Llama(init: random, layers: 1, width: 36, heads: 12)")
    #expect(result.errors.map(\.message) == ["heads 12 share width 36 in odd parts of 3"])
    #expect(result.errors.map(\.help) == ["these do: 1, 2, 3, 6, 9, 18"])
    for heads in [1, 2, 3, 6, 9, 18] {
      let even = checked("model x = Qwen3(init: random, layers: 1, width: 36, heads: \(heads))")
      #expect(even.errors.isEmpty, "\(even.rendered)")
    }
    #expect(
      checked("model x = GPT2(init: random, layers: 1, width: 36, heads: 12)").errors.isEmpty)
  }
}
