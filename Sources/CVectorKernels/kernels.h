// The kernels' one source. Included once for each instruction set, with NAME(x) to tell the builds apart.
#include <string.h>

#include "CVectorKernels.h"

#pragma STDC FP_CONTRACT OFF

#define inlined static inline __attribute__((always_inline))

typedef float f8 __attribute__((vector_size(32)));
typedef int32_t i8 __attribute__((vector_size(32)));
typedef uint64_t u4 __attribute__((vector_size(32)));

inlined f8 load(const float *p) {
  f8 x;
  memcpy(&x, p, sizeof x);
  return x;
}

inlined void store(float *p, f8 x) { memcpy(p, &x, sizeof x); }

// The row's end: fewer than eight, zeros behind them.
inlined f8 load_part(const float *p, size_t n) {
  f8 x = {0};
  memcpy(&x, p, n * sizeof(float));
  return x;
}

inlined void store_part(float *p, f8 x, size_t n) { memcpy(p, &x, n * sizeof(float)); }

// The first n lanes, and +0 in the others; n may be anything.
inlined f8 first_lanes(f8 x, size_t n) {
  int32_t count = n < 8 ? (int32_t)n : 8;
  i8 lanes = {0, 1, 2, 3, 4, 5, 6, 7};
  return (f8)((lanes < count) & (i8)x);
}

inlined f8 all(float x) { return (f8){x, x, x, x, x, x, x, x}; }

inlined f8 choose(i8 where, f8 yes, f8 no) {
  return (f8)((where & (i8)yes) | (~where & (i8)no));
}

inlined f8 at_least(f8 x, float bound) { return choose(x < all(bound), all(bound), x); }
inlined f8 at_most(f8 x, float bound) { return choose(x > all(bound), all(bound), x); }

// A fixed tree.
inlined float total(f8 x) {
  float a = x[0] + x[4], b = x[1] + x[5], c = x[2] + x[6], d = x[3] + x[7];
  return (a + c) + (b + d);
}

// FPTEngine/Elementary/Exponential.swift says how and how well.
inlined f8 exponential(f8 x) {
  x = at_most(at_least(x, -87.3f), 88.3f);
  f8 magic = all(12582912.0f);
  f8 shifted = x * 1.4426950409f + magic;
  f8 n = shifted - magic;
  f8 r = x - n * 0.693145751953125f - n * 1.4286068203e-6f;
  f8 p = all(1.3836835278e-3f);
  p = p * r + 8.3748241886e-3f;
  p = p * r + 4.166822508e-2f;
  p = p * r + 0.16666419804f;
  p = p * r + 0.49999991059f;
  p = p * r + 1.0f;
  p = p * r + 1.0f;
  i8 bits = ((i8)shifted << 23) + 0x3F800000;
  return p * (f8)bits;
}

// FPTEngine/Elementary/NormalDistribution.swift.
inlined f8 normal_distribution(f8 x, f8 *e) {
  i8 positive = x > all(0);
  f8 magnitude = choose(positive, x, -x);
  f8 t = 1.0f / (magnitude * 0.35f + 1.0f);
  f8 p = all(4.3416284025e-2f);
  p = p * t - 0.2807140648f;
  p = p * t + 0.5898630619f;
  p = p * t - 0.2619149685f;
  p = p * t + 0.3033484519f;
  p = p * t + 0.102500394f;
  p = p * t + 3.500829916e-3f;
  *e = exponential(x * x * -0.5f);
  f8 tail = p * *e;
  return choose(positive, 1.0f - tail, tail);
}

// FPTEngine/Elementary/Activation.swift.
inlined f8 gelu(f8 x) {
  f8 e;
  return x * normal_distribution(x, &e);
}

inlined f8 gelu_with_slope(f8 x, f8 *slope) {
  f8 near = at_most(at_least(x, -13.0f), 13.0f), e;
  f8 distribution = normal_distribution(near, &e);
  *slope = distribution + near * e * 0.3989422804f;
  return x * distribution;
}

inlined f8 gelu_gate(f8 x, f8 *e) {
  f8 two_u = x * (1.5957691216f + x * x * 0.0713548163f);
  *e = exponential(-two_u);
  return 1.0f / (1.0f + *e);
}

inlined f8 gelu_tanh(f8 x) {
  f8 e;
  return x * gelu_gate(x, &e);
}

inlined f8 gelu_tanh_with_slope(f8 x, f8 *slope) {
  f8 near = at_most(at_least(x, -10.0f), 10.0f), e;
  f8 s = gelu_gate(near, &e);
  *slope = s + near * (s * e * s) * (1.5957691216f + near * near * 0.2140644488f);
  return x * s;
}

inlined f8 relu(f8 x) { return at_least(x, 0); }

inlined f8 relu_with_slope(f8 x, f8 *slope) {
  *slope = (f8)((x > all(0)) & (i8)all(1));
  return relu(x);
}

#define ACTIVATION(f)                                                                        \
  static void NAME(activate_##f)(float *u, float *slope, const float *bias, size_t n) {      \
    for (size_t i = 0; i < n; i += 8) {                                                      \
      size_t part = n - i;                                                                   \
      f8 x = part < 8 ? load_part(u + i, part) : load(u + i), d;                             \
      if (bias) x += part < 8 ? load_part(bias + i, part) : load(bias + i);                  \
      f8 y = slope ? f##_with_slope(x, &d) : f(x);                                           \
      if (part < 8) {                                                                        \
        store_part(u + i, y, part);                                                          \
        if (slope) store_part(slope + i, d, part);                                           \
      } else {                                                                               \
        store(u + i, y);                                                                     \
        if (slope) store(slope + i, d);                                                      \
      }                                                                                      \
    }                                                                                        \
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

// x · scale in the lanes whose bit of the byte is set.
inlined f8 keep(f8 x, uint8_t byte, float scale) {
  i8 bits = {1, 2, 4, 8, 16, 32, 64, 128};
  i8 spread = {byte, byte, byte, byte, byte, byte, byte, byte};
  return (f8)(((spread & bits) == bits) & (i8)(x * scale));
}

static void NAME(finish_row)(float *y, fpt_row_finish finish, size_t n) {
  const float *bias = finish.bias, *residual = finish.residual;
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    f8 x = load(y + i);
    if (bias) x += load(bias + i);
    if (finish.mask) x = keep(x, finish.mask[i / 8], finish.scale);
    if (residual) x += load(residual + i);
    store(y + i, x);
  }
  if (i == n) return;
  size_t part = n - i;
  f8 x = load_part(y + i, part);
  if (bias) x += load_part(bias + i, part);
  if (finish.mask) x = keep(x, finish.mask[i / 8], finish.scale);
  if (residual) x += load_part(residual + i, part);
  store_part(y + i, x, part);
}

static void NAME(apply_mask)(const float *x, float *y, const uint8_t *mask, float scale, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) store(y + i, keep(load(x + i), mask[i / 8], scale));
  if (i < n) store_part(y + i, keep(load_part(x + i, n - i), mask[i / 8], scale), n - i);
}

// Ten rounds of Philox 4x32 on four consecutive blocks, a block a lane: its words 0 and 1, and its words 2 and 3.
inlined void four_blocks(fpt_philox_place place, uint32_t block, u4 *low, u4 *high) {
  u4 word = {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF};
  u4 x0 = (u4){0} + place.counter[0], x1 = (u4){0} + place.counter[1];
  u4 x2 = (u4){0} + place.counter[2];
  u4 x3 = {block, (uint32_t)(block + 1), (uint32_t)(block + 2), (uint32_t)(block + 3)};
  uint32_t k0 = place.key[0], k1 = place.key[1];
  for (int round = 0; round < 10; round++) {
    u4 first = (x0 & word) * 0xD2511F53ull, second = (x2 & word) * 0xCD9E8D57ull;
    x0 = (second >> 32) ^ x1 ^ (uint64_t)k0;
    x1 = second & word;
    x2 = (first >> 32) ^ x3 ^ (uint64_t)k1;
    x3 = first & word;
    k0 += 0x9E3779B9;
    k1 += 0xBB67AE85;
  }
  *low = x0 | x1 << 32;
  *high = x2 | x3 << 32;
}

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

static void NAME(draw_mask)(uint8_t *mask, size_t bytes, fpt_philox_place first,
                            uint16_t threshold) {
  for (size_t i = 0; i < bytes; i += 4) {
    u4 low, high;
    four_blocks(first, first.counter[3] + (uint32_t)i, &low, &high);
    for (size_t k = 0; k < 4 && i + k < bytes; k++)
      mask[i + k] = kept_bits(low[k], high[k], threshold);
  }
}

static void NAME(multiply)(float *x, const float *y, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) store(x + i, load(x + i) * load(y + i));
  for (; i < n; i++) x[i] *= y[i];
}

static void NAME(softmax)(float *row, size_t count, size_t padded, float normalizer[2]) {
  size_t seen = (count + 7) / 8 * 8;
  for (size_t i = count; i < seen; i++) row[i] = -3.40282347e+38f;
  f8 maxima = load(row);
  for (size_t i = 8; i < seen; i += 8) {
    f8 x = load(row + i);
    maxima = choose(x > maxima, x, maxima);
  }
  float largest = maxima[0];
  for (int i = 1; i < 8; i++) largest = maxima[i] > largest ? maxima[i] : largest;
  f8 sums = all(0);
  for (size_t i = 0; i < seen; i += 8) {
    // Beyond `count` the row is zero, and so is what it adds.
    f8 e = first_lanes(exponential(load(row + i) - largest), count - i);
    sums += e;
    store(row + i, e);
  }
  float inverse = 1.0f / total(sums);
  for (size_t i = 0; i < seen; i += 8) store(row + i, load(row + i) * inverse);
  memset(row + seen, 0, (padded - seen) * sizeof(float));
  normalizer[0] = largest;
  normalizer[1] = inverse;
}

static void NAME(score_gradient)(float *p, float *dp, size_t count, size_t padded,
                                 const float normalizer[2], const uint8_t *mask, float mask_scale,
                                 float scale) {
  float largest = normalizer[0], inverse = normalizer[1];
  f8 sums = all(0);
  size_t seen = (count + 7) / 8 * 8;
  for (size_t i = 0; i < seen; i += 8) {
    // What a query does not see counts for nothing.
    f8 e = first_lanes(exponential(load(p + i) - largest) * inverse, count - i);
    f8 d = first_lanes(load(dp + i), count - i);
    if (mask) d = keep(d, mask[i / 8], mask_scale);
    store(p + i, e);
    store(dp + i, d);
    sums += e * d;
  }
  float mean = total(sums);
  for (size_t i = 0; i < seen; i += 8) {
    f8 e = load(p + i);
    store(dp + i, e * (load(dp + i) - mean) * scale);
    if (mask) store(p + i, keep(e, mask[i / 8], mask_scale));
  }
  memset(p + seen, 0, (padded - seen) * sizeof(float));
  memset(dp + seen, 0, (padded - seen) * sizeof(float));
}

static float NAME(sum)(const float *x, size_t n) {
  f8 sums = all(0);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) sums += load(x + i);
  float sum = total(sums);
  for (; i < n; i++) sum += x[i];
  return sum;
}

static float NAME(square_deviation)(const float *x, float mean, size_t n) {
  f8 squares = all(0);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    f8 deviation = load(x + i) - mean;
    squares += deviation * deviation;
  }
  float square = total(squares);
  for (; i < n; i++) square += (x[i] - mean) * (x[i] - mean);
  return square;
}

static void NAME(normalize)(const float *x, float *y, float mean, float scale, const float *gain,
                            const float *bias, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8)
    store(y + i, (load(x + i) - mean) * scale * load(gain + i) + load(bias + i));
  for (; i < n; i++) y[i] = (x[i] - mean) * scale * gain[i] + bias[i];
}

static void NAME(normalize_gradient)(const float *x, const float *dy, float *dx, float mean,
                                     float scale, const float *gain, size_t n, bool accumulates) {
  f8 sums = all(0), products = all(0);
  size_t i = 0;
  for (; i + 8 <= n; i += 8) {
    f8 h = load(dy + i) * load(gain + i);
    sums += h;
    products += h * ((load(x + i) - mean) * scale);
  }
  float sum = total(sums), product = total(products);
  for (; i < n; i++) {
    float h = dy[i] * gain[i];
    sum += h;
    product += h * ((x[i] - mean) * scale);
  }
  sum /= (float)n;
  product /= (float)n;
  for (i = 0; i + 8 <= n; i += 8) {
    f8 normalized = (load(x + i) - mean) * scale;
    f8 value = (load(dy + i) * load(gain + i) - sum - normalized * product) * scale;
    store(dx + i, accumulates ? load(dx + i) + value : value);
  }
  for (; i < n; i++) {
    float value = (dy[i] * gain[i] - sum - (x[i] - mean) * scale * product) * scale;
    dx[i] = accumulates ? dx[i] + value : value;
  }
}

static void NAME(gain_gradient)(const float *x, const float *dy, const float *moments, size_t rows,
                                size_t stride, float *sum, size_t columns, bool accumulates) {
  size_t c = 0;
  for (; c + 8 <= columns; c += 8) {
    f8 column = all(0);
    for (size_t row = 0; row < rows; row++)
      column += load(dy + row * stride + c)
                * ((load(x + row * stride + c) - moments[2 * row]) * moments[2 * row + 1]);
    store(sum + c, accumulates ? load(sum + c) + column : column);
  }
  for (; c < columns; c++) {
    float column = 0;
    for (size_t row = 0; row < rows; row++)
      column += dy[row * stride + c] * ((x[row * stride + c] - moments[2 * row]) * moments[2 * row + 1]);
    sum[c] = accumulates ? sum[c] + column : column;
  }
}

const fpt_kernels NAME(kernels) = {
    NAME(activate),  NAME(finish_row),       NAME(apply_mask),     NAME(draw_mask),
    NAME(multiply),  NAME(softmax),          NAME(score_gradient), NAME(sum),
    NAME(square_deviation), NAME(normalize), NAME(normalize_gradient), NAME(gain_gradient),
};

#undef inlined
