// One step of a layer-norm LSTM, and its backward.

static fpt_normed normed(trial *t, size_t width) {
  return (fpt_normed){.values = floats(t, rows * width, 1), .moments = floats(t, 2 * rows, 2),
                      .weight = floats(t, width, 1), .bias = floats(t, width, 1)};
}

static void hash_normed(trial *t, fpt_normed norm, size_t width) {
  hash_floats(t, norm.values, rows * width);
  hash_floats(t, norm.moments, 2 * rows);
}

TRIAL(lstm_step) {
  for (int has_bias = 0; has_bias < 2; has_bias++) {
    fpt_lstm_step s = {
        .rows = rows, .width = n, .epsilon = 1e-5f,
        .from_input = normed(t, 4 * n), .from_hidden = normed(t, 4 * n),
        .recurrent_bias = has_bias ? floats(t, 4 * n, 1) : NULL,
        .raw_cell = normed(t, n), .cell_before = floats(t, rows * n, 1),
        .gates = unwritten(t, rows * 4 * n), .cell = unwritten(t, rows * n),
        .hidden = unwritten(t, rows * n)};
    kernels->lstm_step(&s);
    hash_normed(t, s.from_hidden, 4 * n);
    hash_normed(t, s.raw_cell, n);
    hash_floats(t, s.gates, rows * 4 * n);
    hash_floats(t, s.cell, rows * n);
    hash_floats(t, s.hidden, rows * n);
  }
}

TRIAL(lstm_gradient) {
  for (int has_sums = 0; has_sums < 2; has_sums++) {
    fpt_lstm_gradient s = {
        .rows = rows, .width = n,
        .from_hidden = normed(t, 4 * n), .raw_cell = normed(t, n),
        .cell_before = floats(t, rows * n, 1), .cell = floats(t, rows * n, 1),
        .gates = floats(t, rows * 4 * n, 1), .hidden_gradient = floats(t, rows * n, 1),
        .cell_gradient = floats(t, rows * n, 1), .scratch = unwritten(t, 2 * n)};
    float *recurrent_weight = floats(t, rows * 4 * n, 1);
    float *cell_weight = floats(t, rows * n, 1), *cell_bias = floats(t, rows * n, 1);
    if (has_sums) {
      s.recurrent_weight_sum = recurrent_weight;
      s.cell_weight_sum = cell_weight;
      s.cell_bias_sum = cell_bias;
    }
    kernels->lstm_gradient(&s);
    hash_normed(t, s.from_hidden, 4 * n);
    hash_floats(t, s.gates, rows * 4 * n);
    hash_floats(t, s.cell_gradient, rows * n);
    hash_floats(t, recurrent_weight, rows * 4 * n);
    hash_floats(t, cell_weight, rows * n);
    hash_floats(t, cell_bias, rows * n);
  }
}
