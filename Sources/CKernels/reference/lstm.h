// One step of a layer-norm LSTM and its backward, an example after the other.

static void moments(const float *x, float *moments, size_t rows, size_t columns, float epsilon,
                    bool is_unbiased);
static void norm_gradient(const float *x, const float *dy, float *dx, const float *moments,
                          const float *weight, size_t rows, size_t columns, bool is_unbiased,
                          bool accumulates);

static float normalized(fpt_normed norm, size_t row, size_t columns, size_t i) {
  return (norm.values[row * columns + i] - norm.moments[2 * row]) * norm.moments[2 * row + 1];
}

static float norm_output(fpt_normed norm, size_t row, size_t columns, size_t i) {
  return normalized(norm, row, columns, i) * norm.weight[i] + norm.bias[i];
}

static void lstm_step(const fpt_lstm_step *s) {
  size_t width = s->width, gates = 4 * width;
  float e;
  for (size_t row = 0; row < s->rows; row++) {
    float *u = s->from_hidden.values + row * gates;
    if (s->recurrent_bias)
      for (size_t i = 0; i < gates; i++) u[i] += s->recurrent_bias[i];
    moments(u, s->from_hidden.moments + 2 * row, 1, gates, s->epsilon, true);
    float *gate = s->gates + row * gates;
    for (size_t i = 0; i < gates; i++) {
      float a = norm_output(s->from_input, row, gates, i)
                + norm_output(s->from_hidden, row, gates, i);
      gate[i] = i < 3 * width ? logistic(a, &e) : hyperbolic_tangent(a);
    }
    float *raw = s->raw_cell.values + row * width;
    for (size_t k = 0; k < width; k++) {
      float input = gate[k], forget = gate[width + k], candidate = gate[3 * width + k];
      raw[k] = s->cell_before[row * width + k] * forget + input * candidate;
    }
    moments(raw, s->raw_cell.moments + 2 * row, 1, width, s->epsilon, true);
    for (size_t k = 0; k < width; k++) {
      float cell = norm_output(s->raw_cell, row, width, k);
      s->cell[row * width + k] = cell;
      s->hidden[row * width + k] = gate[2 * width + k] * hyperbolic_tangent(cell);
    }
  }
}

static void lstm_gradient(const fpt_lstm_gradient *s) {
  size_t width = s->width, gates = 4 * width;
  for (size_t row = 0; row < s->rows; row++) {
    float *gate = s->gates + row * gates;
    float *dc = s->cell_gradient + row * width;
    const float *dh = s->hidden_gradient + row * width;
    float *output_gate_gradient = s->scratch, *raw_gradient = s->scratch + width;
    // h = o · tanh(c).
    for (size_t k = 0; k < width; k++) {
      float t = hyperbolic_tangent(s->cell[row * width + k]);
      output_gate_gradient[k] = dh[k] * t;
      dc[k] += dh[k] * gate[2 * width + k] * (1.0f - t * t);
    }
    // c = norm(raw cell).
    for (size_t k = 0; k < width; k++) {
      if (s->cell_weight_sum)
        s->cell_weight_sum[row * width + k] += dc[k] * normalized(s->raw_cell, row, width, k);
      if (s->cell_bias_sum) s->cell_bias_sum[row * width + k] += dc[k];
    }
    norm_gradient(s->raw_cell.values + row * width, dc, raw_gradient,
                  s->raw_cell.moments + 2 * row, s->raw_cell.weight, 1, width, true, false);
    // raw cell = f · c + i · g, σ' = σ (1 - σ) and tanh' = 1 - tanh².
    for (size_t k = 0; k < width; k++) {
      float d = raw_gradient[k], before = s->cell_before[row * width + k];
      float input = gate[k], forget = gate[width + k];
      float output = gate[2 * width + k], candidate = gate[3 * width + k];
      gate[k] = d * candidate * input * (1.0f - input);
      gate[width + k] = d * before * forget * (1.0f - forget);
      gate[2 * width + k] = output_gate_gradient[k] * output * (1.0f - output);
      gate[3 * width + k] = d * input * (1.0f - candidate * candidate);
      dc[k] = d * forget;
    }
    // a = norm(W x + b) + norm(U h + d).
    if (s->recurrent_weight_sum)
      for (size_t i = 0; i < gates; i++)
        s->recurrent_weight_sum[row * gates + i]
            += gate[i] * normalized(s->from_hidden, row, gates, i);
    float *u = s->from_hidden.values + row * gates;
    norm_gradient(u, gate, u, s->from_hidden.moments + 2 * row, s->from_hidden.weight, 1, gates,
                  true, false);
  }
}
