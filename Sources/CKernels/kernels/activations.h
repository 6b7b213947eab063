// The non-linearities of feed-forward layers and gates, and their derivatives. reference/activations.h has the formulas.

inlined fv gelu(fv x, fv *derivative) {
  fv e, distribution = normal_distribution(x, &e);
  fv near = at_most(at_least(x, -13.0f), 13.0f);
  *derivative = fused(near * e, all(0.3989422804f), distribution);
  return x * distribution;
}

// s + near · s (1 - s) · slope, where 1 - s = s · e without the cancellation.
inlined fv gate_derivative(fv near, fv s, fv e, fv slope) {
  return fused(near * (s * e * s), slope, s);
}

inlined fv gelu_tanh(fv x, fv *derivative) {
  fv e = exponential(x * horner(x * x, all(-0.0713548163f), -1.5957691216f));
  fv s = 1.0f / (1.0f + e);
  fv near = at_most(at_least(x, -10.0f), 10.0f);
  fv slope = horner(near * near, all(0.2140644488f), 1.5957691216f);
  *derivative = gate_derivative(near, s, e, slope);
  return x * s;
}

inlined fv relu(fv x, fv *derivative) {
  *derivative = (fv)((x > all(0)) & (iv)all(1));
  return at_least(x, 0);
}

inlined fv silu(fv x, fv *derivative) {
  fv e, s = logistic(x, &e);
  *derivative = gate_derivative(at_most(at_least(x, -87.0f), 87.0f), s, e, all(1.0f));
  return x * s;
}

inlined fv quick_gelu(fv x, fv *derivative) {
  fv e, s = logistic(x * 1.702f, &e);
  *derivative = gate_derivative(at_most(at_least(x, -87.0f), 87.0f), s, e, all(1.702f));
  return x * s;
}

// The body for each row of a chunk.
#define FOR_ROWS(rows) for (size_t row = 0; row < (rows); row++)

#define ACTIVATION(f)                                                                        \
  static void NAME(activate_##f)(float *u, float *derivative, const float *bias,             \
                                 size_t rows, size_t columns, size_t stride) {               \
    FOR_ROWS(rows) {                                                                         \
      float *u_row = u + row * stride, *d_row = derivative ? derivative + row * stride : 0;  \
      FOR_ROW(columns, {                                                                     \
        fv x = load_some(u_row + i, left), d;                                                \
        if (bias) x += load_some(bias + i, left);                                            \
        store_some(u_row + i, f(x, &d), left);                                               \
        if (d_row) store_some(d_row + i, d, left);                                           \
      })                                                                                     \
    }                                                                                        \
  }                                                                                          \
  static void NAME(gate_##f)(const float *a, const float *b, float *y, size_t rows,          \
                             size_t columns) {                                               \
    FOR_ROWS(rows) {                                                                         \
      const float *a_row = a + row * 2 * columns, *b_row = b + row * 2 * columns;            \
      float *y_row = y + row * columns;                                                      \
      FOR_ROW(columns, {                                                                     \
        fv d, value = f(load_some(a_row + i, left), &d);                                     \
        store_some(y_row + i, value * load_some(b_row + i, left), left);                     \
      })                                                                                     \
    }                                                                                        \
  }                                                                                          \
  static void NAME(gate_gradient_##f)(const float *a, const float *b, const float *dy,       \
                                      float *da, float *db, size_t rows, size_t columns,     \
                                      bool accumulates) {                                    \
    FOR_ROWS(rows) {                                                                         \
      size_t first = row * 2 * columns;                                                      \
      FOR_ROW(columns, {                                                                     \
        fv d, value = f(load_some(a + first + i, left), &d);                                 \
        fv upstream = load_some(dy + row * columns + i, left);                               \
        fv a_part = upstream * load_some(b + first + i, left) * d;                           \
        fv b_part = upstream * value;                                                        \
        if (accumulates) {                                                                   \
          a_part = load_some(da + first + i, left) + a_part;                                 \
          b_part = load_some(db + first + i, left) + b_part;                                 \
        }                                                                                    \
        store_some(da + first + i, a_part, left);                                            \
        store_some(db + first + i, b_part, left);                                            \
      })                                                                                     \
    }                                                                                        \
  }
ACTIVATION(gelu)
ACTIVATION(gelu_tanh)
ACTIVATION(relu)
ACTIVATION(silu)
ACTIVATION(quick_gelu)
#undef ACTIVATION

// Calls the function of the activation `f` that begins with `prefix`.
#define FOR_ACTIVATION(f, prefix, ...)                                                       \
  switch (f) {                                                                               \
  case fpt_gelu: NAME(prefix##_gelu)(__VA_ARGS__); break;                                    \
  case fpt_gelu_tanh: NAME(prefix##_gelu_tanh)(__VA_ARGS__); break;                          \
  case fpt_relu: NAME(prefix##_relu)(__VA_ARGS__); break;                                    \
  case fpt_silu: NAME(prefix##_silu)(__VA_ARGS__); break;                                    \
  case fpt_quick_gelu: NAME(prefix##_quick_gelu)(__VA_ARGS__); break;                        \
  }

static void NAME(activate)(fpt_activation f, float *u, float *derivative, const float *bias,
                           size_t rows, size_t columns, size_t stride) {
  FOR_ACTIVATION(f, activate, u, derivative, bias, rows, columns, stride)
}

static void NAME(activate_gated)(fpt_activation f, const float *a, const float *b, float *y,
                                 size_t rows, size_t columns) {
  FOR_ACTIVATION(f, gate, a, b, y, rows, columns)
}

static void NAME(gated_gradient)(fpt_activation f, const float *a, const float *b,
                                 const float *dy, float *da, float *db, size_t rows,
                                 size_t columns, bool accumulates) {
  FOR_ACTIVATION(f, gate_gradient, a, b, dy, da, db, rows, columns, accumulates)
}
