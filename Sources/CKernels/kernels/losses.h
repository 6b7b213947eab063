// The softmax cross-entropy of rows of logits.

static void NAME(cross_entropy)(const float *logits, const int32_t *labels,
                                fpt_class_score *scores, float *gradient, float share, size_t rows,
                                size_t classes) {
  for (size_t row = 0; row < rows; row++) {
    const float *x = logits + row * classes;
    float *to = gradient ? gradient + row * classes : 0;
    size_t best = 0, label = (size_t)labels[row];
    for (size_t i = 1; i < classes; i++)
      if (x[i] > x[best]) best = i;
    float largest = x[best];
    d8 sums = {0};
    FOR_ROW(classes, {
      fv e = first_lanes(exponential_below(load_some(x + i, left) - largest), left);
      float lanes[LANES];
      store(lanes, e);
      for (int part = 0; part < LANES; part += 8) sums += wide(lanes + part);
      if (to) store_some(to + i, e, left);
    })
    double sum = wide_total(sums);
    scores[row] = (fpt_class_score){sum, x[label] - largest, (int32_t)best};
    if (!to) continue;
    float inverse = (float)(1.0 / sum), of_label = to[label] * inverse;
    FOR_ROW(classes, store_some(to + i, load_some(to + i, left) * inverse * share, left);)
    to[label] = (of_label - 1.0f) * share;
  }
}
