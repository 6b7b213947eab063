// The softmax of attention, its backward, and rotary positions.

// What a row of scores reaches to: a multiple of eight, and further than it must.
#define PADDED ((n + 7) / 8 * 8 + 8)

TRIAL(exponentiate) {
  for (int has_mask = 0; has_mask < 2; has_mask++) {
    float *row = floats(t, PADDED, 8), *statistics = unwritten(t, 2);
    uint8_t *mask = bytes(t, (n + 7) / 8);
    kernels->exponentiate(row, n, PADDED, has_mask ? mask : NULL, 1.25f, statistics);
    hash_floats(t, row, PADDED);
    hash_floats(t, statistics, 2);
  }
}

TRIAL(score_gradient) {
  for (int form = 0; form < 4; form++) {
    float *p = floats(t, PADDED, 8), *dp = floats(t, PADDED, 1);
    float *exponentials = floats(t, PADDED, 1), *statistics = floats(t, 2, 8);
    uint8_t *mask = bytes(t, (n + 7) / 8);
    // No score is above the largest one.
    for (size_t i = 0; i < n; i++)
      if (p[i] > statistics[0]) statistics[0] = p[i];
    kernels->score_gradient(p, dp, form & 1 ? exponentials : NULL, n, PADDED, statistics,
                            form & 2 ? mask : NULL, 1.25f, number(t), 0.125f);
    hash_floats(t, p, PADDED);
    hash_floats(t, dp, PADDED);
  }
}

TRIAL(rotate) {
  for (int form = 0; form < 4; form++) {
    float *x = floats(t, 2 * n + 1, 1);
    ROW(cosines);
    ROW(sines);
    kernels->rotate(x, cosines, sines, n, form & 1, form & 2);
    hash_floats(t, x, 2 * n + 1);
  }
}
