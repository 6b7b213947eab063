import FPTJSON

/// A GPT-2 as transformers' `GPT2Model`.
extension GPT2 {
  package var transformersConfiguration: JSONValue.Members? {
    var members = JSONValue.Members(transformers: "gpt2", class: "GPT2Model")
      .adding(shape.members(Self.keys))
      .adding([
        "n_inner": .integer(innerWidth), "n_positions": .integer(positions),
        "vocab_size": .integer(vocabulary), "scale_attn_weights": .boolean(scalesScores),
        "scale_attn_by_inverse_layer_idx": .boolean(scalesByLayer),
      ])
    // A decoder is one without this key.
    if !isCausal { members["is_causal"] = .boolean(false) }
    return members
  }
}
