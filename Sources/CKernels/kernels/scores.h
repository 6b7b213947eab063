// The softmax of attention, a query at a time.

// A row of scores reaches to a multiple of eight floats: vectors of eight are read and written whole.
inlined fv load_scores(const float *p, size_t n) { return LANES == 8 ? load(p) : load_some(p, n); }

inlined void store_scores(float *p, fv x, size_t n) {
  if (LANES == 8)
    store(p, x);
  else
    store_some(p, x, n);
}

// `has_mask` is constant wherever this is called: no loop asks for it.
inlined f8 exponentiate_row(float *row, float largest, size_t count, const uint8_t *mask,
                            float mask_scale, bool has_mask) {
  f8 sums = {0};
  FOR_ROW(count, {
    fv e = exponential_below(load_scores(row + i, left) - largest);
    // Lanes beyond the row are zero and add zero to the sum.
    if (left < LANES) e = first_lanes(e, left);
    sums = add_lanes(sums, e);
    if (has_mask) e = keep(e, mask_lanes(mask + i / 8, left), mask_scale);
    store_scores(row + i, e, left);
  })
  return sums;
}

static void NAME(exponentiate)(float *row, size_t count, size_t padded, const uint8_t *mask,
                               float mask_scale, float statistics[2]) {
  memset(row + count, 0, (padded - count) * sizeof(float));
  fv maxima = all(-3.40282347e+38f);
  size_t whole = count / LANES * LANES;
  for (size_t i = 0; i < whole; i += LANES) {
    fv x = load(row + i);
    maxima = choose(x > maxima, x, maxima);
  }
  float largest = maxima[0];
  for (int i = 1; i < LANES; i++) largest = maxima[i] > largest ? maxima[i] : largest;
  for (size_t i = whole; i < count; i++) largest = row[i] > largest ? row[i] : largest;
  f8 sums = mask ? exponentiate_row(row, largest, count, mask, mask_scale, true)
                 : exponentiate_row(row, largest, count, mask, mask_scale, false);
  statistics[0] = largest;
  statistics[1] = 1.0f / total(sums);
}

// The inputs of the softmax backward of one query.
typedef struct {
  const float *exponentials;
  float largest, inverse;
  const uint8_t *mask;
  float mask_scale, delta, scale;
} score_gradient_inputs;

// The last two parameters are constant wherever this is called.
inlined void score_gradient_row(float *p, float *dp, size_t count, score_gradient_inputs s,
                                bool are_saved, bool has_mask) {
  FOR_ROW(count, {
    fv e = are_saved ? load_scores(s.exponentials + i, left)
                    : exponential_below(load_scores(p + i, left) - s.largest);
    e *= s.inverse;
    fv d = load_scores(dp + i, left), dropped = e;
    if (has_mask) {
      lane_mask lanes = mask_lanes(s.mask + i / 8, left);
      d = keep(d, lanes, s.mask_scale);
      dropped = keep(e, lanes, s.mask_scale);
    }
    d = e * (d - s.delta) * s.scale;
    if (left < LANES) {
      d = first_lanes(d, left);
      dropped = first_lanes(dropped, left);
    }
    store_scores(dp + i, d, left);
    store_scores(p + i, dropped, left);
  })
}

static void NAME(score_gradient)(float *p, float *dp, const float *exponentials, size_t count,
                                 size_t padded, const float statistics[2], const uint8_t *mask,
                                 float mask_scale, float delta, float scale) {
  // Keys that the query does not see contribute nothing.
  memset(p + count, 0, (padded - count) * sizeof(float));
  memset(dp + count, 0, (padded - count) * sizeof(float));
  score_gradient_inputs s = {exponentials, statistics[0], statistics[1], mask,
                             mask_scale,   delta,         scale};
  if (exponentials && mask)
    score_gradient_row(p, dp, count, s, true, true);
  else if (exponentials)
    score_gradient_row(p, dp, count, s, true, false);
  else if (mask)
    score_gradient_row(p, dp, count, s, false, true);
  else
    score_gradient_row(p, dp, count, s, false, false);
}
