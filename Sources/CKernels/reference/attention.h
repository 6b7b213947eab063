// Rows of attention: the softmax of one query's scores, its backward, and rotary positions.
//
// The sum of exponentials has eight lanes to its end: what is missing is +0.

static bool is_kept(const uint8_t *mask, size_t key) { return mask[key / 8] >> key % 8 & 1; }

static void exponentiate(float *row, size_t count, size_t padded, const uint8_t *mask,
                         float mask_scale, float *statistics) {
  float largest = -3.40282347e+38f;
  for (size_t key = 0; key < count; key++)
    if (row[key] > largest) largest = row[key];
  lane_sum sum = sum_over(padded);
  for (size_t key = 0; key < padded; key++) {
    float e = key < count ? exponential(row[key] - largest) : 0;
    add_term(&sum, e);
    if (mask && key < count) e = is_kept(mask, key) ? e * mask_scale : 0;
    row[key] = e;
  }
  statistics[0] = largest;
  statistics[1] = 1.0f / sum.total;
}

static void score_gradient(float *p, float *dp, const float *exponentials, size_t count,
                           size_t padded, const float *statistics, const uint8_t *mask,
                           float mask_scale, float delta, float scale) {
  for (size_t key = 0; key < padded; key++) {
    if (key >= count) {
      p[key] = dp[key] = 0;
      continue;
    }
    float e = exponentials ? exponentials[key] : exponential(p[key] - statistics[0]);
    float probability = e * statistics[1], dropped = probability, d = dp[key];
    if (mask) {
      dropped = is_kept(mask, key) ? probability * mask_scale : 0;
      d = is_kept(mask, key) ? d * mask_scale : 0;
    }
    p[key] = dropped;
    dp[key] = probability * (d - delta) * scale;
  }
}

static void rotate(float *x, const float *cosines, const float *sines, size_t pairs,
                   bool is_interleaved, bool is_inverse) {
  for (size_t i = 0; i < pairs; i++) {
    size_t first = is_interleaved ? 2 * i : i, second = is_interleaved ? first + 1 : i + pairs;
    float a = x[first], b = x[second], sine = is_inverse ? -sines[i] : sines[i];
    x[first] = a * cosines[i] - b * sine;
    x[second] = b * cosines[i] + a * sine;
  }
}
