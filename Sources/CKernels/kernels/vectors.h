// Vectors of the build's width, a row's end, and sums in eight lanes.

typedef float f8 __attribute__((vector_size(32)));
typedef float fv __attribute__((vector_size(4 * LANES)));
typedef int32_t iv __attribute__((vector_size(4 * LANES)));
typedef uint64_t uv __attribute__((vector_size(4 * LANES)));

inlined fv load(const float *p) {
  fv x;
  memcpy(&x, p, sizeof x);
  return x;
}

inlined void store(float *p, fv x) { memcpy(p, &x, sizeof x); }

// The difference leaves every number as it is; a sum would turn -0 into 0.
inlined fv all(float x) { return x - (fv){0}; }

inlined fv choose(iv where, fv yes, fv no) {
  return (fv)((where & (iv)yes) | (~where & (iv)no));
}

#if LANES == 8
// The row's end: fewer than a vector, zeros behind them.
inlined fv load_part(const float *p, size_t n) {
  fv x = {0};
  memcpy(&x, p, n * sizeof(float));
  return x;
}

inlined void store_part(float *p, fv x, size_t n) { memcpy(p, &x, n * sizeof(float)); }

inlined iv numbers(void) { return (iv){0, 1, 2, 3, 4, 5, 6, 7}; }

inlined f8 add_lanes(f8 sums, fv x) { return sums + x; }

// Lanes whose bit is set.
typedef iv lane_mask;

// Of the first n lanes, from the byte on in which the first lane's bit is.
inlined lane_mask mask_lanes(const uint8_t *bytes, size_t n) {
  iv bits = {1, 2, 4, 8, 16, 32, 64, 128};
  return (((iv){0} + bytes[0]) & bits) == bits;
}

// x · scale in the lanes of the mask, 0 in the others.
inlined fv keep(fv x, lane_mask lanes, float scale) { return (fv)(lanes & (iv)(x * scale)); }
#else
inlined fv load_part(const float *p, size_t n) {
  return _mm512_maskz_loadu_ps((__mmask16)((1u << n) - 1), p);
}

inlined void store_part(float *p, fv x, size_t n) {
  _mm512_mask_storeu_ps(p, (__mmask16)((1u << n) - 1), x);
}

inlined iv numbers(void) {
  return (iv){0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
}

inlined f8 add_lanes(f8 sums, fv x) {
  return (sums + _mm512_castps512_ps256(x)) + _mm512_extractf32x8_ps(x, 1);
}

typedef __mmask16 lane_mask;

inlined lane_mask mask_lanes(const uint8_t *bytes, size_t n) {
  return (lane_mask)(n > 8 ? bytes[0] | (uint32_t)bytes[1] << 8 : bytes[0]);
}

inlined fv keep(fv x, lane_mask lanes, float scale) {
  return _mm512_maskz_mul_ps(lanes, x, all(scale));
}
#endif

// The body for each vector of a row that begins at i, of which `left` floats belong to the row.
#define FOR_ROW(n, ...)                                                                      \
  {                                                                                          \
    size_t i = 0;                                                                            \
    for (; i + LANES <= (n); i += LANES) {                                                   \
      const size_t left = LANES;                                                             \
      __VA_ARGS__                                                                            \
    }                                                                                        \
    if (i < (n)) {                                                                           \
      const size_t left = (n) - i;                                                           \
      __VA_ARGS__                                                                            \
    }                                                                                        \
  }

inlined fv load_some(const float *p, size_t n) { return n < LANES ? load_part(p, n) : load(p); }

inlined void store_some(float *p, fv x, size_t n) {
  if (n < LANES)
    store_part(p, x, n);
  else
    store(p, x);
}

// The first n lanes, and +0 in the others; n may be anything.
inlined fv first_lanes(fv x, size_t n) {
  int32_t count = n < LANES ? (int32_t)n : LANES;
  return (fv)((numbers() < count) & (iv)x);
}

inlined fv at_least(fv x, float bound) { return choose(x < all(bound), all(bound), x); }
inlined fv at_most(fv x, float bound) { return choose(x > all(bound), all(bound), x); }

// A fixed tree.
inlined float total(f8 x) {
  float a = x[0] + x[4], b = x[1] + x[5], c = x[2] + x[6], d = x[3] + x[7];
  return (a + c) + (b + d);
}

// The whole vectors of eight among n floats; what is left is added one by one.
inlined size_t in_eights(size_t n) { return n / 8 * 8; }
