import FPTJSON

/// Classes of transformers that compute the same with the layers below their heads.
///
/// `LlamaModel`, `LlamaForCausalLM` and `FlaxLlamaModel` are of one family. `LlamaBiModel` and `LlamaMoEModel` are not: whoever derives a
/// class and gives it a name of its own may compute something else.
struct ModelClasses {
  /// What the names of a family begin with, such as `Llama`.
  let families: [String]
  /// Whole names beside those.
  let others: [String]

  /// What stands before the family's name in those of other frameworks.
  private static let frameworks = ["", "TF", "Flax"]

  /// What follows it: the model alone, or with one of transformers' heads.
  private static let endings: Set = [
    "Model", "PreTrainedModel", "LMHeadModel", "WithLMHeadModel", "DoubleHeadsModel",
    "EncoderModel", "ModelWithProjection", "Backbone", "ForCausalLM", "ForMaskedLM",
    "ForPreTraining", "ForSequenceClassification", "ForTokenClassification", "ForQuestionAnswering",
    "ForMultipleChoice", "ForNextSentencePrediction", "ForConditionalGeneration",
    "ForImageClassification", "ForImageClassificationWithTeacher", "ForMaskedImageModeling",
  ]

  func contains(_ name: String) -> Bool {
    others.contains(name)
      || families.contains { family in
        Self.frameworks.contains { framework in
          name.hasPrefix(framework + family)
            && Self.endings.contains(String(name.dropFirst(framework.count + family.count)))
        }
      }
  }

  /// Whether a configuration's list of classes has none but these.
  func allows(_ value: JSONValue) -> Bool {
    guard case .list(let names) = value else { return false }
    return names.allSatisfy { name in
      if case .text(let text) = name { contains(text) } else { false }
    }
  }

  /// In words, for messages.
  var expected: String {
    (families.map { "\($0)Model" } + others).joined(separator: ", ")
      + ", alone or with a head that transformers has,"
  }
}

extension ConfigurationRequirement {
  /// A list of class names, each of a family of models, or one of others.
  package static func classes(
    _ families: String..., others: [String] = []
  ) -> ConfigurationRequirement {
    let classes = ModelClasses(families: families, others: others)
    return ConfigurationRequirement(expected: classes.expected) { classes.allows($0) }
  }
}
