// Rounding to bfloat16: to nearest even, denormals to zero, NaN to a quiet NaN. The result is a float with sixteen zero bits.
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline float fpt_rounded_to_bf16(float x) {
  uint32_t bits;
  memcpy(&bits, &x, sizeof bits);
  uint32_t magnitude = bits & 0x7FFFFFFF;
  if (magnitude > 0x7F800000)
    bits |= 0x00400000;
  else if (magnitude < 0x00800000)
    bits &= 0x80000000;
  else
    bits += 0x7FFF + (bits >> 16 & 1);
  bits &= 0xFFFF0000;
  memcpy(&x, &bits, sizeof x);
  return x;
}

static inline void fpt_round_to_bf16(float *x, size_t n) {
  for (size_t i = 0; i < n; i++) x[i] = fpt_rounded_to_bf16(x[i]);
}
