// Numbers of half precision as floats. Every one of them is a float, so nothing is rounded.

typedef uint16_t NAME(halves) __attribute__((vector_size(16), aligned(2)));
typedef uint32_t NAME(words) __attribute__((vector_size(32), aligned(4)));
typedef float NAME(floats) __attribute__((vector_size(32), aligned(4)));

// Widens eight numbers, which need no alignment.
inlined void NAME(widen_eight)(const uint8_t *from, const bool is_bf16, float *to) {
  NAME(halves) numbers;
  memcpy(&numbers, from, sizeof numbers);
  NAME(words) bits = __builtin_convertvector(numbers, NAME(words));
  if (is_bf16) {
    bits <<= 16;
    memcpy(to, &bits, sizeof bits);
    return;
  }
  // The fraction moves up by 13 bits, and the exponent's bias grows by 112; by as much once more where it means infinite or NaN.
  NAME(words) magnitude = (bits & 0x7FFF) << 13, exponent = magnitude & 0x0F800000;
  NAME(words) is_last = (NAME(words))(exponent == 0x0F800000);
  NAME(words) normal = magnitude + 0x38000000 + (is_last & 0x38000000);
  // A denormal number has no leading one. It gets one, which is subtracted again.
  NAME(words) with_one = magnitude + 0x38800000, small;
  NAME(floats) denormal;
  memcpy(&denormal, &with_one, sizeof denormal);
  denormal -= 0x1p-14f;
  memcpy(&small, &denormal, sizeof small);
  NAME(words) is_small = (NAME(words))(exponent == 0);
  bits = (is_small & small) | (~is_small & normal) | (bits & 0x8000) << 16;
  memcpy(to, &bits, sizeof bits);
}

inlined void NAME(widen_all)(const uint8_t *from, const bool is_bf16, float *to, size_t n) {
  size_t i = 0;
  for (; i + 8 <= n; i += 8) NAME(widen_eight)(from + 2 * i, is_bf16, to + i);
  if (i == n) return;
  uint8_t last[16] = {0};
  float wide[8];
  memcpy(last, from + 2 * i, 2 * (n - i));
  NAME(widen_eight)(last, is_bf16, wide);
  memcpy(to + i, wide, (n - i) * sizeof(float));
}

#include "blocks.h"

static void NAME(widen)(const void *values, fpt_element element, size_t first, float *to,
                        size_t n) {
  switch (element) {
  case fpt_float32: memcpy(to, (const float *)values + first, n * sizeof(float)); break;
  case fpt_bfloat16: NAME(widen_all)((const uint8_t *)values + 2 * first, true, to, n); break;
  case fpt_float16: NAME(widen_all)((const uint8_t *)values + 2 * first, false, to, n); break;
  case fpt_q4_0: NAME(widen_blocks)(values, fpt_q4_0, first, to, n); break;
  case fpt_q4_1: NAME(widen_blocks)(values, fpt_q4_1, first, to, n); break;
  case fpt_q5_0: NAME(widen_blocks)(values, fpt_q5_0, first, to, n); break;
  case fpt_q5_1: NAME(widen_blocks)(values, fpt_q5_1, first, to, n); break;
  case fpt_q8_0: NAME(widen_blocks)(values, fpt_q8_0, first, to, n); break;
  }
}
