// Sums over rows, for several columns side by side.

// The body for each few vectors of a row's columns, of which the last has `left` floats: sums of several wait for one another less.
#define FOR_COLUMNS(n, ...)                                                                  \
  {                                                                                          \
    enum { together = 4 };                                                                   \
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

static void NAME(gain_gradient)(const float *x, const float *dy, const float *moments, size_t rows,
                                size_t stride, float *sum, size_t columns, bool accumulates) {
  FOR_COLUMNS(columns, {
    fv column[4] = {0};
    for (size_t row = 0; row < rows; row++) {
      const float *from = x + row * stride + i, *slope = dy + row * stride + i;
      FOR_VECTORS({
        fv centered = load_some(from + v * LANES, left) - moments[2 * row];
        column[v] += load_some(slope + v * LANES, left) * (centered * moments[2 * row + 1]);
      })
    }
    FOR_VECTORS({
      float *to = sum + i + v * LANES;
      store_some(to, accumulates ? load_some(to, left) + column[v] : column[v], left);
    })
  })
}

static void NAME(sum_rows)(const float *x, size_t rows, size_t stride, float *sum, size_t columns,
                           bool accumulates) {
  FOR_COLUMNS(columns, {
    fv column[4] = {0};
    for (size_t row = 0; row < rows; row++)
      FOR_VECTORS({ column[v] += load_some(x + row * stride + i + v * LANES, left); })
    FOR_VECTORS({
      float *to = sum + i + v * LANES;
      store_some(to, accumulates ? load_some(to, left) + column[v] : column[v], left);
    })
  })
}
