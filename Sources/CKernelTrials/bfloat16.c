// Products in bfloat16 whose sums are about as large as the smallest normal number, where a link of the chain is flushed or not.
//
// What must come out is computed here in another way: the sum of two doubles with the error of its rounding, and one rounding to 24
// bits of any exponent. x86 flushes what is below 2^-126 after that rounding; 64-bit ARM would flush before it, or round at the limit.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "trial.h"

#pragma STDC FP_CONTRACT OFF

// Links whose exact sum is below 2^-126: how many are the smallest normal number with any exponent, and how many only with the limit
// of a float.
static size_t kept, kept_at_limit;

// a · b + c, rounded once; zero if it is denormal then.
static float linked(float a, float b, float c) {
  double product = (double)a * b;  // exact: sixteen bits
  double sum = product + c, other = sum - product;
  double error = (product - (sum - other)) + (c - other);  // Knuth's TwoSum
  if (error != 0) {
    // Rounded to odd instead, so that rounding again to fewer bits rounds the exact sum.
    uint64_t bits;
    memcpy(&bits, &sum, sizeof bits);
    if (!(bits & 1)) bits += (error > 0) == (sum > 0) ? 1 : -1;
    memcpy(&sum, &bits, sizeof sum);
  }
  if (fabs(sum) >= 0x1p-100) return (float)sum;
  float scaled = (float)(sum * 0x1p100);
  bool is_flushed = fabsf(scaled) < 0x1p-26f;
  if (fabs(sum) < 0x1p-126 && !is_flushed) kept++;
  if (is_flushed && fabsf((float)sum) == 0x1p-126f) kept_at_limit++;
  return is_flushed ? copysignf(0, scaled) : (float)((double)scaled * 0x1p-100);
}

// A number of bfloat16 nearest to x, the even one of two; zero for a denormal.
static float rounded(float x) {
  if (fabsf(x) < 0x1p-126f) return copysignf(0, x);
  int exponent;
  float fraction = frexpf(x, &exponent);
  return ldexpf(nearbyintf(fraction * 256), exponent - 8);
}

// A number with this exponent and few bits, of which some are lost when it is rounded.
static float number(trial *t, int exponent) {
  uint64_t random = draw(t);
  float fraction = 1;
  if (random & 1) fraction += (float)(random >> 8 & 127) / 128;
  if ((random & 14) == 2) fraction += (float)(random >> 16 & 255) / 32768;
  return ldexpf(random & 16 ? -fraction : fraction, exponent);
}

static void fail(const product *p, size_t row, size_t column, float is, float must_be) {
  char text[128];
  snprintf(text, sizeof text, "bfloat16, %zu terms, row %zu, column %zu: %a instead of %a", p->k, row, column,
           (double)is, (double)must_be);
  give_fault(text);
}

static void try_tiny_sums(trial *t, const fpt_gemm_kernels *gemm, product p) {
  p.a_stride = p.k, p.b_stride = p.c_stride = p.columns, p.k_end = p.k, p.alpha = 1;
  p.a = floats(t, p.rows * p.k, 1), p.b = floats(t, p.k * p.columns, 1);
  p.c = floats(t, p.rows * p.columns, 1);
  for (size_t k = 0; k < p.k; k++) {
    // The term's exponent: about that of the smallest normal number, or of half a place of it, or much smaller.
    static const int exponents[] = {-127, -126, -125, -150, -151, -152, -153, -149, -200};
    uint64_t random = draw(t);
    int exponent = exponents[k == 0 ? random % 3 : random % 9];
    int of_a = -63 - (int)(random >> 8 & 31);
    for (size_t row = 0; row < p.rows; row++) p.a[row * p.k + k] = number(t, of_a);
    for (size_t column = 0; column < p.columns; column++)
      p.b[k * p.columns + column] = number(t, exponent - of_a);
  }
  try_product(gemm, &p);
  for (size_t row = 0; row < p.rows; row++)
    for (size_t column = 0; column < p.columns; column++) {
      float sum = 0, is = p.c[row * p.columns + column];
      for (size_t k = 0; k < p.k; k++)
        sum = linked(rounded(p.a[row * p.k + k]), rounded(p.b[k * p.columns + column]), sum);
      sum += 0.0f;  // the block's sum is added to zero
      if (memcmp(&sum, &is, sizeof is) != 0) fail(&p, row, column, is, sum);
    }
  hash_floats(t, p.c, p.rows * p.columns);
}

void hash_tiny_sums(const fpt_gemm_kernels *gemm) {
  trial t = {0};
  kept = kept_at_limit = 0;
  for (size_t i = 0; i < 2000; i++) {
    begin(&t, "bfloat16", i, false);
    try_tiny_sums(&t, gemm, (product){.rows = 1 + i % 9, .columns = 1 + i % 33, .k = 2 + i / 7 % 6});
  }
  if (kept < 1000 || kept_at_limit < 1000) give_fault("bfloat16: too few sums in question");
  give_hash(&t, "gemm_bf16:tiny");
}
