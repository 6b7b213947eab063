/// What transformers' `RobertaModel` has beside the model.
extension RoBERTa {
  package var transformersLayout: TransformersLayout {
    TransformersLayout(rest: .pooler(width: width))
  }
}
