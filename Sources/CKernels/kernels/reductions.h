// Sums over a row, in eight lanes.

#define SUM_OF(n, lane_terms, term)                                                          \
  f8 sums = {0};                                                                             \
  size_t whole = in_eights(n);                                                               \
  FOR_ROW(whole, {                                                                           \
    fv terms = lane_terms;                                                                   \
    /* Lanes beyond the row add +0. */                                                       \
    sums = add_lanes(sums, left < LANES ? first_lanes(terms, left) : terms);                 \
  })                                                                                         \
  float sum = total(sums);                                                                   \
  for (size_t i = whole; i < n; i++) sum += term;                                            \
  return sum;

inlined float row_sum(const float *x, size_t n) { SUM_OF(n, load_some(x + i, left), x[i]) }

inlined float row_dot(const float *x, const float *y, size_t n) {
  SUM_OF(n, load_some(x + i, left) * load_some(y + i, left), x[i] * y[i])
}

inlined fv square(fv x) { return x * x; }

inlined float squared_deviations(const float *x, float mean, size_t n) {
  SUM_OF(n, square(load_some(x + i, left) - mean), (x[i] - mean) * (x[i] - mean))
}

static float NAME(sum)(const float *x, size_t n) { return row_sum(x, n); }
static float NAME(dot)(const float *x, const float *y, size_t n) { return row_dot(x, y, n); }

// Doubles.
typedef double d8 __attribute__((vector_size(64)));

inlined d8 wide(const float *x) {
  f8 narrow;
  memcpy(&narrow, x, sizeof narrow);
  return __builtin_convertvector(narrow, d8);
}

inlined double wide_total(d8 x) {
  double a = x[0] + x[4], b = x[1] + x[5], c = x[2] + x[6], d = x[3] + x[7];
  return (a + c) + (b + d);
}

static double NAME(sum_of_squares)(const float *x, size_t n) {
  d8 sums = {0};
  size_t whole = in_eights(n);
  for (size_t i = 0; i < whole; i += 8) {
    d8 term = wide(x + i);
    sums += term * term;
  }
  double sum = wide_total(sums);
  for (size_t i = whole; i < n; i++) sum += (double)x[i] * (double)x[i];
  return sum;
}
