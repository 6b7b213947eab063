// The kernels' one source. Included once for each instruction set, with NAME(x) to tell the builds apart, and with LANES for how
// many floats it works on at a time: 8, or 16 where registers are that wide.
//
// Sums have eight lanes in every build: sixteen floats are added as two times eight.
#include <string.h>

#include "CVectorKernels.h"

#pragma STDC FP_CONTRACT OFF

#define inlined static inline __attribute__((always_inline))

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

inlined fv all(float x) { return (fv){0} + x; }

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

inlined f8 add(f8 sums, fv x) { return sums + x; }

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

inlined f8 add(f8 sums, fv x) {
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

// a · b + c: rounded once where the processor multiplies matrices that way too, and twice elsewhere.
inlined fv fused(fv a, fv b, fv c) {
#if defined(HAS_FMA)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}

// The polynomial's next coefficient.
inlined fv horner(fv p, fv x, float coefficient) { return fused(p, x, all(coefficient)); }

// e^x for x of at least -87.3 and at most 88.3; FPTEngine/Elementary/Exponential.swift says how and how well.
inlined fv exponential_within(fv x) {
  fv magic = all(12582912.0f);
  fv shifted = fused(x, all(1.4426950409f), magic);
  fv n = shifted - magic;
  fv r = fused(n, all(-1.4286068203e-6f), fused(n, all(-0.693145751953125f), x));
  fv p = all(1.3836835278e-3f);
  p = horner(p, r, 8.3748241886e-3f);
  p = horner(p, r, 4.166822508e-2f);
  p = horner(p, r, 0.16666419804f);
  p = horner(p, r, 0.49999991059f);
  p = horner(p, r, 1.0f);
  p = horner(p, r, 1.0f);
  iv bits = ((iv)shifted << 23) + 0x3F800000;
  return p * (fv)bits;
}

inlined fv exponential(fv x) { return exponential_within(at_most(at_least(x, -87.3f), 88.3f)); }

// Of an x that is not positive.
inlined fv exponential_below(fv x) { return exponential_within(at_least(x, -87.3f)); }

// FPTEngine/Elementary/NormalDistribution.swift.
inlined fv normal_distribution(fv x, fv *e) {
  iv positive = x > all(0);
  fv magnitude = choose(positive, x, -x);
  fv t = 1.0f / horner(magnitude, all(0.35f), 1.0f);
  fv p = all(4.3416284025e-2f);
  p = horner(p, t, -0.2807140648f);
  p = horner(p, t, 0.5898630619f);
  p = horner(p, t, -0.2619149685f);
  p = horner(p, t, 0.3033484519f);
  p = horner(p, t, 0.102500394f);
  p = horner(p, t, 3.500829916e-3f);
  *e = exponential_below(x * x * -0.5f);
  fv tail = p * *e;
  return choose(positive, 1.0f - tail, tail);
}

// FPTEngine/Elementary/Activation.swift.
inlined fv gelu(fv x) {
  fv e;
  return x * normal_distribution(x, &e);
}

inlined fv gelu_with_slope(fv x, fv *slope) {
  fv near = at_most(at_least(x, -13.0f), 13.0f), e;
  fv distribution = normal_distribution(near, &e);
  *slope = fused(near * e, all(0.3989422804f), distribution);
  return x * distribution;
}

inlined fv gelu_gate(fv x, fv *e) {
  fv square = x * x;
  *e = exponential(x * horner(square, all(-0.0713548163f), -1.5957691216f));
  return 1.0f / (1.0f + *e);
}

inlined fv gelu_tanh(fv x) {
  fv e;
  return x * gelu_gate(x, &e);
}

inlined fv gelu_tanh_with_slope(fv x, fv *slope) {
  fv near = at_most(at_least(x, -10.0f), 10.0f), e;
  fv s = gelu_gate(near, &e);
  *slope = fused(near * (s * e * s), horner(near * near, all(0.2140644488f), 1.5957691216f), s);
  return x * s;
}

inlined fv relu(fv x) { return at_least(x, 0); }

inlined fv relu_with_slope(fv x, fv *slope) {
  *slope = (fv)((x > all(0)) & (iv)all(1));
  return relu(x);
}

#define ACTIVATION(f)                                                                        \
  static void NAME(activate_##f)(float *u, float *slope, const float *bias, size_t n) {      \
    FOR_ROW(n, {                                                                             \
      fv x = load_some(u + i, left);                                                         \
      fv d;                                                                                  \
      if (bias) x += load_some(bias + i, left);                                              \
      fv y = slope ? f##_with_slope(x, &d) : f(x);                                           \
      store_some(u + i, y, left);                                                            \
      if (slope) store_some(slope + i, d, left);                                             \
    })                                                                                       \
  }
ACTIVATION(gelu)
ACTIVATION(gelu_tanh)
ACTIVATION(relu)

static void NAME(activate)(fpt_activation f, float *u, float *slope, const float *bias, size_t n) {
  switch (f) {
  case fpt_gelu: NAME(activate_gelu)(u, slope, bias, n); break;
  case fpt_gelu_tanh: NAME(activate_gelu_tanh)(u, slope, bias, n); break;
  case fpt_relu: NAME(activate_relu)(u, slope, bias, n); break;
  }
}

static void NAME(finish_row)(float *y, fpt_row_finish finish, size_t n) {
  const float *bias = finish.bias, *residual = finish.residual;
  FOR_ROW(n, {
    fv x = load_some(y + i, left);
    if (bias) x += load_some(bias + i, left);
    if (finish.mask) x = keep(x, mask_lanes(finish.mask + i / 8, left), finish.scale);
    if (residual) x += load_some(residual + i, left);
    store_some(y + i, x, left);
  })
}

static void NAME(apply_mask)(const float *x, float *y, const uint8_t *mask, float scale, size_t n) {
  FOR_ROW(n, {
    fv kept = keep(load_some(x + i, left), mask_lanes(mask + i / 8, left), scale);
    store_some(y + i, kept, left);
  })
}

enum { blocks = LANES / 2 };

#if LANES == 8
inlined uv block_numbers(void) { return (uv){0, 1, 2, 3}; }

// The product of a lane's lower half with a word.
inlined uv low_product(uv x, uint32_t word) { return (x & 0xFFFFFFFF) * (uint64_t)word; }
#else
inlined uv block_numbers(void) { return (uv){0, 1, 2, 3, 4, 5, 6, 7}; }

inlined uv low_product(uv x, uint32_t word) {
  return (uv)_mm512_mul_epu32((__m512i)x, _mm512_set1_epi64(word));
}
#endif

// The four words of a block in the lower halves of lanes; the upper halves hold anything, since no product reads them.
typedef struct {
  uv x0, x1, x2, x3;
} philox_state;

inlined philox_state philox_start(fpt_philox_place place, uint32_t block) {
  uv word = (uv){0} + 0xFFFFFFFF;
  return (philox_state){(uv){0} + place.counter[0], (uv){0} + place.counter[1],
                        (uv){0} + place.counter[2], (block_numbers() + block) & word};
}

inlined void philox_round(philox_state *s, uint32_t k0, uint32_t k1) {
  uv first = low_product(s->x0, 0xD2511F53), second = low_product(s->x2, 0xCD9E8D57);
  s->x0 = (second >> 32) ^ s->x1 ^ (uint64_t)k0;
  s->x1 = second;
  s->x2 = (first >> 32) ^ s->x3 ^ (uint64_t)k1;
  s->x3 = first;
}

// Ten rounds of Philox 4x32 on consecutive blocks, a block a lane, twice as many as there are lanes: a round is a chain of
// instructions that wait for each other, so two of them side by side take little longer than one.
inlined void draw_blocks(fpt_philox_place place, uint32_t block, uv low[2], uv high[2]) {
  philox_state a = philox_start(place, block), b = philox_start(place, block + blocks);
  uint32_t k0 = place.key[0], k1 = place.key[1];
#pragma clang loop unroll(full)
  for (int round = 0; round < 10; round++) {
    philox_round(&a, k0, k1);
    philox_round(&b, k0, k1);
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  // Each block's words 0 and 1, and its words 2 and 3.
  uv word = (uv){0} + 0xFFFFFFFF;
  low[0] = (a.x0 & word) | a.x1 << 32;
  high[0] = (a.x2 & word) | a.x3 << 32;
  low[1] = (b.x0 & word) | b.x1 << 32;
  high[1] = (b.x2 & word) | b.x3 << 32;
}

#if defined(HAS_AVX2)
inlined void kept_bytes(uv low, uv high, uint16_t threshold, uint8_t bytes[blocks]) {
  // The words of blocks 0 and 2, and of blocks 1 and 3; then a byte for each half-word, in the order of blocks.
  __m256i even = _mm256_unpacklo_epi64((__m256i)low, (__m256i)high);
  __m256i odd = _mm256_unpackhi_epi64((__m256i)low, (__m256i)high);
  __m256i least = _mm256_set1_epi16((int16_t)threshold);
  even = _mm256_cmpeq_epi16(_mm256_max_epu16(even, least), even);
  odd = _mm256_cmpeq_epi16(_mm256_max_epu16(odd, least), odd);
  int kept = _mm256_movemask_epi8(_mm256_packs_epi16(even, odd));
  memcpy(bytes, &kept, sizeof kept);
}
#elif LANES == 8
// Eight half-words compared with the threshold, one bit each.
inlined uint8_t kept_bits(uint64_t low, uint64_t high, uint16_t threshold) {
  typedef int16_t s8 __attribute__((vector_size(16)));
  typedef uint64_t u2 __attribute__((vector_size(16)));
  // Compared as signed numbers with the sign bit turned, which is how every x86 does it.
  s8 halves = (s8)(u2){low, high} ^ (int16_t)-32768;
  s8 thresholds = (s8){0} + (int16_t)(threshold ^ 0x8000);
  s8 bits = (s8)(halves >= thresholds) & (s8){1, 2, 4, 8, 16, 32, 64, 128};
  uint16_t sum = 0;
  for (int i = 0; i < 8; i++) sum |= (uint16_t)bits[i];
  return (uint8_t)sum;
}

inlined void kept_bytes(uv low, uv high, uint16_t threshold, uint8_t bytes[blocks]) {
  for (int i = 0; i < blocks; i++) bytes[i] = kept_bits(low[i], high[i], threshold);
}
#else
inlined void kept_bytes(uv low, uv high, uint16_t threshold, uint8_t bytes[blocks]) {
  // Each block's words side by side: of four blocks in one vector, and of the other four in the next.
  __m512i front = {0, 8, 1, 9, 2, 10, 3, 11}, back = {4, 12, 5, 13, 6, 14, 7, 15};
  __m512i least = _mm512_set1_epi16((int16_t)threshold);
  __m512i low_bits = (__m512i)low, high_bits = (__m512i)high;
  uint64_t kept = _mm512_cmpge_epu16_mask(
      _mm512_permutex2var_epi64(low_bits, front, high_bits), least);
  kept |= (uint64_t)_mm512_cmpge_epu16_mask(
              _mm512_permutex2var_epi64(low_bits, back, high_bits), least) << 32;
  memcpy(bytes, &kept, sizeof kept);
}
#endif

static void NAME(draw_mask)(uint8_t *mask, size_t bytes, fpt_philox_place first,
                            uint16_t threshold) {
  for (size_t i = 0; i < bytes; i += 2 * blocks) {
    uv low[2], high[2];
    uint8_t drawn[2 * blocks];
    draw_blocks(first, first.counter[3] + (uint32_t)i, low, high);
    kept_bytes(low[0], high[0], threshold, drawn);
    kept_bytes(low[1], high[1], threshold, drawn + blocks);
    if (bytes - i >= 2 * blocks)
      memcpy(mask + i, drawn, 2 * blocks);
    else
      memcpy(mask + i, drawn, bytes - i);
  }
}

static void NAME(multiply)(float *x, const float *y, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) * load_some(y + i, left), left);)
}

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
    // Beyond the row is zero, and so is what it adds.
    if (left < LANES) e = first_lanes(e, left);
    sums = add(sums, e);
    if (has_mask) e = keep(e, mask_lanes(mask + i / 8, left), mask_scale);
    store_scores(row + i, e, left);
  })
  return sums;
}

static void NAME(exponentiate)(float *row, size_t count, size_t padded, const uint8_t *mask,
                               float mask_scale, float normalizer[2]) {
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
  normalizer[0] = largest;
  normalizer[1] = 1.0f / total(sums);
}

// What the gradient of one query's scores takes beside them.
typedef struct {
  const float *exponentials;
  float largest, inverse;
  const uint8_t *mask;
  float mask_scale, mean, scale;
} slope_of_scores;

// The last two parameters are constant wherever this is called.
inlined void score_gradient_row(float *p, float *dp, size_t count, slope_of_scores s, bool are_kept,
                                bool has_mask) {
  FOR_ROW(count, {
    fv e = are_kept ? load_scores(s.exponentials + i, left)
                    : exponential_below(load_scores(p + i, left) - s.largest);
    e *= s.inverse;
    if (left < LANES) e = first_lanes(e, left);
    fv d = load_scores(dp + i, left), dropped = e;
    if (has_mask) {
      lane_mask lanes = mask_lanes(s.mask + i / 8, left);
      d = keep(d, lanes, s.mask_scale);
      dropped = keep(e, lanes, s.mask_scale);
    }
    store_scores(dp + i, e * (d - s.mean) * s.scale, left);
    store_scores(p + i, dropped, left);
  })
}

static void NAME(score_gradient)(float *p, float *dp, const float *exponentials, size_t count,
                                 size_t padded, const float normalizer[2], const uint8_t *mask,
                                 float mask_scale, float mean, float scale) {
  // What a query does not see counts for nothing.
  memset(p + count, 0, (padded - count) * sizeof(float));
  memset(dp + count, 0, (padded - count) * sizeof(float));
  slope_of_scores s = {exponentials, normalizer[0], normalizer[1], mask, mask_scale, mean, scale};
  if (exponentials && mask)
    score_gradient_row(p, dp, count, s, true, true);
  else if (exponentials)
    score_gradient_row(p, dp, count, s, true, false);
  else if (mask)
    score_gradient_row(p, dp, count, s, false, true);
  else
    score_gradient_row(p, dp, count, s, false, false);
}

// The whole vectors of eight among n floats; what is left is added one by one.
inlined size_t in_eights(size_t n) { return n / 8 * 8; }

static float NAME(sum)(const float *x, size_t n) {
  f8 sums = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, sums = add(sums, load_some(x + i, left));)
  float sum = total(sums);
  for (size_t i = whole; i < n; i++) sum += x[i];
  return sum;
}

static float NAME(dot)(const float *x, const float *y, size_t n) {
  f8 sums = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, sums = add(sums, load_some(x + i, left) * load_some(y + i, left));)
  float sum = total(sums);
  for (size_t i = whole; i < n; i++) sum += x[i] * y[i];
  return sum;
}

static void NAME(scale)(float *x, float factor, size_t n) {
  FOR_ROW(n, store_some(x + i, load_some(x + i, left) * factor, left);)
}

static float NAME(square_deviation)(const float *x, float mean, size_t n) {
  f8 squares = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, {
    fv deviation = first_lanes(load_some(x + i, left) - mean, left);
    squares = add(squares, deviation * deviation);
  })
  float square = total(squares);
  for (size_t i = whole; i < n; i++) square += (x[i] - mean) * (x[i] - mean);
  return square;
}

static void NAME(normalize)(const float *x, float *y, float mean, float scale, const float *gain,
                            const float *bias, size_t n) {
  FOR_ROW(n, {
    fv normalized = (load_some(x + i, left) - mean) * scale;
    store_some(y + i, normalized * load_some(gain + i, left) + load_some(bias + i, left), left);
  })
}

static void NAME(normalize_gradient)(const float *x, const float *dy, float *dx, float mean,
                                     float scale, const float *gain, size_t n, bool accumulates) {
  f8 sums = {0}, products = {0};
  size_t whole = in_eights(n);
  FOR_ROW(whole, {
    fv h = load_some(dy + i, left) * load_some(gain + i, left);
    sums = add(sums, h);
    products = add(products, h * ((load_some(x + i, left) - mean) * scale));
  })
  float sum = total(sums), product = total(products);
  for (size_t i = whole; i < n; i++) {
    float h = dy[i] * gain[i];
    sum += h;
    product += h * ((x[i] - mean) * scale);
  }
  sum /= (float)n;
  product /= (float)n;
  FOR_ROW(n, {
    fv normalized = (load_some(x + i, left) - mean) * scale;
    fv h = load_some(dy + i, left) * load_some(gain + i, left);
    fv value = (h - sum - normalized * product) * scale;
    store_some(dx + i, accumulates ? load_some(dx + i, left) + value : value, left);
  })
}

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

const fpt_kernels NAME(kernels) = {
    NAME(activate),  NAME(finish_row),       NAME(apply_mask),     NAME(draw_mask),
    NAME(multiply),  NAME(scale),            NAME(exponentiate),   NAME(score_gradient),
    NAME(sum),       NAME(dot),              NAME(square_deviation), NAME(normalize),
    NAME(normalize_gradient), NAME(gain_gradient), NAME(sum_rows),
};

#undef inlined
