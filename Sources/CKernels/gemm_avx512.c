// GEMM in 512-bit registers. bfloat16 is multiplied as floats, in the mode that flushes denormals.
#include "CGEMM.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "gemm/tile.h"

#pragma clang attribute push(                                                                \
    __attribute__((target("fma,avx512f,avx512vl,avx512bw,avx512dq"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

enum { lanes = 16 };

#include "gemm/micro_avx512.h"
#include "gemm/transpose_avx512.h"
#include "gemm/pack_avx512.h"

#define LINK(b, a, sum) "vfmadd231ps " b ", " a ", " sum "\n\t"

#define MICRO(x) rows_##x
#define ENTER ""
#define LEAVE ""
#include "gemm/micro_avx512_rows.h"
#undef MICRO
#undef ENTER
#undef LEAVE

#define MICRO(x) bf16_rows_##x
#define ENTER "vldmxcsr 96(%%rdi)\n\t"
#define LEAVE "vldmxcsr 104(%%rdi)\n\t"
#include "gemm/micro_avx512_rows.h"

static void micro(const fpt_gemm_tile *t) { rows_tile(t, 0); }

static void bf16_micro(const fpt_gemm_tile *t) { bf16_rows_tile(t, _mm_getcsr()); }

// Rounds n floats to bfloat16 in place; gemm/rounding.h says how.
static void round_to_bf16(float *x, size_t n) {
  for (size_t i = 0; i < n; i += lanes) {
    __mmask16 wanted = first_lanes(n - i);
    __m512i bits = _mm512_castps_si512(_mm512_maskz_loadu_ps(wanted, x + i));
    __m512i magnitude = _mm512_and_si512(bits, _mm512_set1_epi32(0x7FFFFFFF));
    __mmask16 is_nan = _mm512_cmpgt_epi32_mask(magnitude, _mm512_set1_epi32(0x7F800000));
    __mmask16 is_denormal = _mm512_cmplt_epi32_mask(magnitude, _mm512_set1_epi32(0x00800000));
    __m512i odd = _mm512_and_si512(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
    __m512i rounded = _mm512_add_epi32(_mm512_add_epi32(bits, odd), _mm512_set1_epi32(0x7FFF));
    rounded = _mm512_mask_or_epi32(rounded, is_nan, bits, _mm512_set1_epi32(0x00400000));
    rounded = _mm512_mask_and_epi32(rounded, is_denormal, bits, _mm512_set1_epi32((int)0x80000000));
    rounded = _mm512_and_si512(rounded, _mm512_set1_epi32((int)0xFFFF0000));
    _mm512_mask_storeu_ps(x + i, wanted, _mm512_castsi512_ps(rounded));
  }
}

static void bf16_pack(fpt_b_operand b, size_t k, size_t columns, float *packed) {
  pack(b, k, columns, packed);
  round_to_bf16(packed, fpt_panel_floats(k, 1) * ((columns + lanes - 1) / lanes));
}

static void bf16_pack_a(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                        float *packed) {
  pack_a(a, row_stride, k_stride, rows, k, packed);
  size_t stride = (k + 1) / 2 * 2;
  for (size_t row = 0; row < rows && k < stride; row++) packed[row * stride + k] = -0.0f;
  round_to_bf16(packed, rows * stride);
}

#define TILE_ROWS 8
#define GROUP_PANELS 3
#define TERMS 1

#define TABLE(x) fpt_avx512_##x
#include "gemm/precisions.h"

#pragma clang attribute pop
#endif
