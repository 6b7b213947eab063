// Sums over rows, for several columns side by side.

// Vectors whose columns are summed side by side: their additions do not wait for one another.
enum { together = 4 };

// The body for each so many vectors of a row's columns, and then for single ones, of which the last has `left` floats.
#define FOR_COLUMNS(n, ...)                                                                  \
  {                                                                                          \
    size_t i = 0;                                                                            \
    for (; i + together * LANES <= (n); i += together * LANES) {                             \
      const size_t vectors = together, left = LANES;                                         \
      __VA_ARGS__                                                                            \
    }                                                                                        \
    for (; i < (n); i += LANES) {                                                            \
      const size_t vectors = 1, left = (n) - i < LANES ? (n) - i : LANES;                    \
      __VA_ARGS__                                                                            \
    }                                                                                        \
  }
#define FOR_VECTORS(...)                                                                     \
  _Pragma("clang loop unroll(full)") for (size_t v = 0; v < vectors; v++) { __VA_ARGS__ }

inlined void store_columns(float *to, const fv *column, size_t vectors, size_t left,
                           bool accumulates) {
  FOR_VECTORS({
    float *place = to + v * LANES;
    store_some(place, accumulates ? load_some(place, left) + column[v] : column[v], left);
  })
}

static void NAME(norm_weight_gradient)(const float *x, const float *dy, const float *moments,
                                       size_t rows, size_t stride, float *sum, size_t columns,
                                       bool accumulates) {
  FOR_COLUMNS(columns, {
    fv column[together] = {0};
    for (size_t row = 0; row < rows; row++) {
      const float *from = x + row * stride + i, *dy_row = dy + row * stride + i;
      FOR_VECTORS({
        fv centered = load_some(from + v * LANES, left) - moments[2 * row];
        column[v] += load_some(dy_row + v * LANES, left) * (centered * moments[2 * row + 1]);
      })
    }
    store_columns(sum + i, column, vectors, left, accumulates);
  })
}

static void NAME(sum_products)(const float *x, const float *dy, const float *scales, size_t rows,
                               size_t stride, float *sum, size_t columns, bool accumulates) {
  FOR_COLUMNS(columns, {
    fv column[together] = {0};
    for (size_t row = 0; row < rows; row++) {
      const float *from = x + row * stride + i, *dy_row = dy + row * stride + i;
      FOR_VECTORS({
        fv product = load_some(dy_row + v * LANES, left) * load_some(from + v * LANES, left);
        column[v] += scales ? product * scales[row] : product;
      })
    }
    store_columns(sum + i, column, vectors, left, accumulates);
  })
}

static void NAME(sum_rows)(const float *x, size_t rows, size_t stride, float *sum, size_t columns,
                           bool accumulates) {
  FOR_COLUMNS(columns, {
    fv column[together] = {0};
    for (size_t row = 0; row < rows; row++)
      FOR_VECTORS({ column[v] += load_some(x + row * stride + i + v * LANES, left); })
    store_columns(sum + i, column, vectors, left, accumulates);
  })
}
