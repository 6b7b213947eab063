// The loss and the optimizers.

TRIAL(cross_entropy) {
  for (int has_gradient = 0; has_gradient < 2; has_gradient++) {
    MATRIX(logits, n, 8);
    int32_t labels[rows];
    for (size_t row = 0; row < rows; row++) labels[row] = (int32_t)(draw(t) % n);
    fpt_class_score scores[rows];
    float *gradient = unwritten(t, rows * n);
    kernels->cross_entropy(logits, labels, scores, has_gradient ? gradient : NULL, 0.25f, rows, n);
    for (size_t row = 0; row < rows; row++) {
      hash_wide_number(t, scores[row].sum);
      hash_number(t, scores[row].margin);
      hash_number(t, (float)scores[row].best);
    }
    hash_floats(t, gradient, rows * n);
  }
}

TRIAL(adam) {
  ROW(value);
  ROW(gradient);
  ROW(first);
  ROW(second);
  fpt_adam step = {.scale = number(t), .one_minus_beta1 = 0.1f, .beta2 = 0.999f,
                   .one_minus_beta2 = 0.001f, .step_size = 0.01f, .root_correction = 0.3f,
                   .epsilon = 1e-8f, .decay = 0.99f};
  // Squares are not negative.
  for (size_t i = 0; i < n; i++) second[i] = second[i] < 0 ? -second[i] : second[i];
  kernels->adam(value, gradient, first, second, step, n);
  hash_floats(t, value, n);
  hash_floats(t, first, n);
  hash_floats(t, second, n);
}

TRIAL(combine) {
  ROW(x);
  ROW(y);
  float a = number(t), b = number(t);
  kernels->combine(x, a, y, b, n);
  hash_floats(t, x, n);
}
