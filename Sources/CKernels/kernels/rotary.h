// Rotary position embedding, a head of a token at a time.

static void NAME(rotate)(float *x, const float *cosines, const float *sines, size_t pairs,
                         bool is_interleaved, bool is_inverse) {
  float direction = is_inverse ? -1.0f : 1.0f;
  if (is_interleaved) {
    for (size_t i = 0; i < pairs; i++) {
      float a = x[2 * i], b = x[2 * i + 1], sine = sines[i] * direction;
      x[2 * i] = a * cosines[i] - b * sine;
      x[2 * i + 1] = b * cosines[i] + a * sine;
    }
    return;
  }
  float *second = x + pairs;
  FOR_ROW(pairs, {
    fv a = load_some(x + i, left), b = load_some(second + i, left);
    fv cosine = load_some(cosines + i, left), sine = load_some(sines + i, left) * direction;
    store_some(x + i, a * cosine - b * sine, left);
    store_some(second + i, b * cosine + a * sine, left);
  })
}
