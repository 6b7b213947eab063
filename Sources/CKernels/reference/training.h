// The loss, and the updates of parameters.

static void cross_entropy(const float *logits, const int32_t *labels, fpt_class_score *scores,
                          float *gradient, float share, size_t rows, size_t classes) {
  for (size_t row = 0; row < rows; row++) {
    const float *x = logits + row * classes;
    size_t best = 0, label = (size_t)labels[row];
    for (size_t i = 1; i < classes; i++)
      if (x[i] > x[best]) best = i;
    // Eight lanes to the end of the row, then their tree.
    double lanes[8] = {0};
    for (size_t i = 0; i < classes; i++) lanes[i % 8] += (double)exponential(x[i] - x[best]);
    double sum = wide_tree(lanes);
    scores[row] = (fpt_class_score){sum, x[label] - x[best], (int32_t)best};
    if (!gradient) continue;
    for (size_t i = 0; i < classes; i++) {
      float p = exponential(x[i] - x[best]) * (float)(1.0 / sum);
      gradient[row * classes + i] = (i == label ? p - 1.0f : p) * share;
    }
  }
}

// Kingma and Ba 2015, algorithm 1; with `decay` below 1 Loshchilov and Hutter 2019.
static void adam(float *value, const float *gradient, float *first, float *second, fpt_adam step,
                 size_t n) {
  for (size_t i = 0; i < n; i++) {
    float g = gradient[i] * step.scale;
    first[i] = first[i] + (g - first[i]) * step.one_minus_beta1;
    second[i] = second[i] * step.beta2 + g * g * step.one_minus_beta2;
    float denominator = sqrtf(second[i]) / step.root_correction + step.epsilon;
    value[i] = value[i] * step.decay - first[i] / denominator * step.step_size;
  }
}

static void combine(float *x, float a, const float *y, float b, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] = x[i] * a + y[i] * b;
}
