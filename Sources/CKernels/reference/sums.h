// The order in which a sum's terms are added: term i goes to lane i mod 8; after the last whole eight the lanes are added in a fixed
// tree; then the rest follows one by one.

typedef struct {
  float lanes[8];
  float total;
  size_t count;
  // How many terms go to lanes, a multiple of 8.
  size_t whole;
} lane_sum;

static lane_sum sum_over(size_t n) { return (lane_sum){.whole = n / 8 * 8}; }

static void add_term(lane_sum *sum, float term) {
  float *l = sum->lanes;
  if (sum->count < sum->whole)
    l[sum->count % 8] += term;
  else
    sum->total += term;
  sum->count += 1;
  if (sum->count == sum->whole)
    sum->total = ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}

static float sum(const float *x, size_t n) {
  lane_sum result = sum_over(n);
  for (size_t i = 0; i < n; i++) add_term(&result, x[i]);
  return result.total;
}

static float dot(const float *x, const float *y, size_t n) {
  lane_sum result = sum_over(n);
  for (size_t i = 0; i < n; i++) add_term(&result, x[i] * y[i]);
  return result.total;
}

// The tree of eight lanes of doubles.
static double wide_tree(const double *l) {
  return ((l[0] + l[4]) + (l[2] + l[6])) + ((l[1] + l[5]) + (l[3] + l[7]));
}

static double sum_of_squares(const float *x, size_t n) {
  double lanes[8] = {0};
  size_t whole = n / 8 * 8;
  for (size_t i = 0; i < whole; i++) lanes[i % 8] += (double)x[i] * (double)x[i];
  double result = wide_tree(lanes);
  for (size_t i = whole; i < n; i++) result += (double)x[i] * (double)x[i];
  return result;
}

// Sums over rows: the terms of a column in the order of rows.

static void sum_rows(const float *x, size_t rows, size_t stride, float *sum, size_t columns,
                     bool accumulates) {
  for (size_t i = 0; i < columns; i++) {
    float column = 0;
    for (size_t row = 0; row < rows; row++) column += x[row * stride + i];
    sum[i] = accumulates ? sum[i] + column : column;
  }
}

static void sum_products(const float *x, const float *dy, const float *scales, size_t rows,
                         size_t stride, float *sum, size_t columns, bool accumulates) {
  for (size_t i = 0; i < columns; i++) {
    float column = 0;
    for (size_t row = 0; row < rows; row++) {
      float product = dy[row * stride + i] * x[row * stride + i];
      column += scales ? product * scales[row] : product;
    }
    sum[i] = accumulates ? sum[i] + column : column;
  }
}

static void norm_weight_gradient(const float *x, const float *dy, const float *moments, size_t rows,
                                 size_t stride, float *sum, size_t columns, bool accumulates) {
  for (size_t i = 0; i < columns; i++) {
    float column = 0;
    for (size_t row = 0; row < rows; row++) {
      float mean = moments[2 * row], scale = moments[2 * row + 1];
      column += dy[row * stride + i] * ((x[row * stride + i] - mean) * scale);
    }
    sum[i] = accumulates ? sum[i] + column : column;
  }
}
