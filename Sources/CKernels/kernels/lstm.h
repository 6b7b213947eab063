// One step of a layer-norm LSTM and its backward.

// A row's normalized values times the norm's weight plus its bias, from column i on.
inlined fv norm_output(fpt_normed norm, size_t row, size_t columns, size_t i, size_t left) {
  fv centered = load_some(norm.values + row * columns + i, left) - norm.moments[2 * row];
  return centered * norm.moments[2 * row + 1] * load_some(norm.weight + i, left)
         + load_some(norm.bias + i, left);
}

// The gates of one example and f · c + i · g.
inlined void open_gates(const fpt_lstm_step *s, size_t row) {
  size_t width = s->width;
  float *gates = s->gates + row * 4 * width, *raw = s->raw_cell.values + row * width;
  const float *before = s->cell_before + row * width;
  FOR_ROW(width, {
    fv gate[4], e;
    _Pragma("clang loop unroll(full)") for (size_t k = 0; k < 4; k++) {
      size_t column = k * width + i;
      gate[k] = norm_output(s->from_input, row, 4 * width, column, left)
                + norm_output(s->from_hidden, row, 4 * width, column, left);
      gate[k] = k < 3 ? logistic(gate[k], &e) : hyperbolic_tangent(gate[k]);
      store_some(gates + column, gate[k], left);
    }
    store_some(raw + i, load_some(before + i, left) * gate[1] + gate[0] * gate[3], left);
  })
}

static void NAME(lstm_step)(const fpt_lstm_step *s) {
  size_t width = s->width;
  FOR_ROWS(s->rows) {
    float *u = s->from_hidden.values + row * 4 * width;
    if (s->recurrent_bias)
      FOR_ROW(4 * width, {
        store_some(u + i, load_some(u + i, left) + load_some(s->recurrent_bias + i, left), left);
      })
    row_moments(u, s->from_hidden.moments + 2 * row, 4 * width, s->epsilon,
                freedom(4 * width, true));
    open_gates(s, row);
    row_moments(s->raw_cell.values + row * width, s->raw_cell.moments + 2 * row, width,
                s->epsilon, freedom(width, true));
    const float *output_gate = s->gates + row * 4 * width + 2 * width;
    FOR_ROW(width, {
      fv cell = norm_output(s->raw_cell, row, width, i, left);
      store_some(s->cell + row * width + i, cell, left);
      store_some(s->hidden + row * width + i,
                 load_some(output_gate + i, left) * hyperbolic_tangent(cell), left);
    })
  }
}

// Adds dy · x̂ and dy to an example's sums.
inlined void gather_norm(fpt_normed norm, size_t row, const float *dy, size_t columns,
                         float *weight_sum, float *bias_sum) {
  float mean = norm.moments[2 * row], scale = norm.moments[2 * row + 1];
  const float *x = norm.values + row * columns;
  if (weight_sum)
    FOR_ROW(columns, {
      float *place = weight_sum + row * columns + i;
      fv normalized = (load_some(x + i, left) - mean) * scale;
      store_some(place, load_some(place, left) + load_some(dy + i, left) * normalized, left);
    })
  if (bias_sum)
    FOR_ROW(columns, {
      float *place = bias_sum + row * columns + i;
      store_some(place, load_some(place, left) + load_some(dy + i, left), left);
    })
}

// d(o) = dh · tanh(c) and dc += dh · o · (1 - tanh² c).
inlined void close_cell(const fpt_lstm_gradient *s, size_t row, float *output_gate_gradient) {
  size_t width = s->width, first = row * width;
  const float *output_gate = s->gates + row * 4 * width + 2 * width;
  FOR_ROW(width, {
    fv t = hyperbolic_tangent(load_some(s->cell + first + i, left));
    fv dh = load_some(s->hidden_gradient + first + i, left);
    fv through = dh * load_some(output_gate + i, left) * (1.0f - t * t);
    store_some(output_gate_gradient + i, dh * t, left);
    float *dc = s->cell_gradient + first + i;
    store_some(dc, load_some(dc, left) + through, left);
  })
}

// Replaces i, f, o, g by the gradients of their preactivations, and writes dc of the step before.
inlined void close_gates(const fpt_lstm_gradient *s, size_t row, const float *output_gate_gradient,
                         const float *raw_cell_gradient) {
  size_t width = s->width;
  float *gates = s->gates + row * 4 * width;
  FOR_ROW(width, {
    fv d = load_some(raw_cell_gradient + i, left);
    fv input = load_some(gates + i, left);
    fv forget = load_some(gates + width + i, left);
    fv output = load_some(gates + 2 * width + i, left);
    fv candidate = load_some(gates + 3 * width + i, left);
    fv before = load_some(s->cell_before + row * width + i, left);
    fv d_output = load_some(output_gate_gradient + i, left);
    store_some(gates + i, d * candidate * input * (1.0f - input), left);
    store_some(gates + width + i, d * before * forget * (1.0f - forget), left);
    store_some(gates + 2 * width + i, d_output * output * (1.0f - output), left);
    store_some(gates + 3 * width + i, d * input * (1.0f - candidate * candidate), left);
    store_some(s->cell_gradient + row * width + i, d * forget, left);
  })
}

static void NAME(lstm_gradient)(const fpt_lstm_gradient *s) {
  size_t width = s->width;
  float *output_gate_gradient = s->scratch, *raw_cell_gradient = s->scratch + width;
  FOR_ROWS(s->rows) {
    float *dc = s->cell_gradient + row * width;
    close_cell(s, row, output_gate_gradient);
    gather_norm(s->raw_cell, row, dc, width, s->cell_weight_sum, s->cell_bias_sum);
    norm_gradient_row(s->raw_cell.values + row * width, dc, raw_cell_gradient,
                      s->raw_cell.moments + 2 * row, s->raw_cell.weight, width,
                      freedom(width, true), false);
    close_gates(s, row, output_gate_gradient, raw_cell_gradient);
    float *gates = s->gates + row * 4 * width, *u = s->from_hidden.values + row * 4 * width;
    gather_norm(s->from_hidden, row, gates, 4 * width, s->recurrent_weight_sum, 0);
    norm_gradient_row(u, gates, u, s->from_hidden.moments + 2 * row, s->from_hidden.weight,
                      4 * width, freedom(4 * width, true), false);
  }
}
