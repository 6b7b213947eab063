// GEMM of bfloat16 by the instruction for pairs of it.
#include "CGEMM.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "gemm/tile.h"

#pragma clang attribute push(                                                                \
    __attribute__((target("fma,avx512f,avx512vl,avx512bw,avx512dq,avx512bf16"))),            \
    apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

enum { lanes = 16 };

#include "gemm/micro_avx512.h"
#include "gemm/transpose_avx512.h"
#include "gemm/pairs_avx512.h"

#define LINK(b, a, sum) "vdpbf16ps " b ", " a ", " sum "\n\t"
#define MICRO(x) bf16_rows_##x
#define ENTER ""
#define LEAVE ""
#include "gemm/micro_avx512_rows.h"

static void bf16_micro(const fpt_gemm_tile *t) { bf16_rows_tile(t, 0); }

#define TILE_ROWS 8
#define GROUP_PANELS 3
#define TERMS 2
#define NAME(x) bf16_##x
#define ROUNDS 1
#include "gemm/blocks.h"

const fpt_gemm_kernels fpt_avx512_bf16_gemm = {
    .rows = TILE_ROWS, .terms = TERMS, .pack = bf16_pack, .multiply = bf16_multiply};

typedef float panel_row __attribute__((vector_size(64), aligned(4)));
#include "gemm/flushing.h"

// Numbers of eight bits and sums whose links are tiny, cancel, or depend on their order.
static const float known_terms[][5] = {
    // The earlier pair, the later pair, and the sum before.
    {0x1p-80f, -0x1p-80f, 0, 0, 0x1p-126f},
    {0x1p-75f, -0x1p-76f, 0, 0, 0x1p-126f},
    {0x1.02p-76f, -0x1p-75f, 0, 0, 0x1p-126f},
    {0x1p-63f, 0x1.fep-64f, 0x1p-100f, 0x1p-40f, 0},
    {0x1.02p-63f, 0x1.02p-63f, -0x1p-63f, 0x1p-63f, 0},
    {0x1.02p0f, 0x1.02p0f, 0x1p-24f, 0x1p-1f, -0x1.0404p0f},
    {0x1p-1f, 0x1p-24f, 0x1.02p0f, 0x1.02p0f, -0x1.0404p0f},
    {0x1.54p3f, 0x1.aap-7f, -0x1.fep2f, 0x1.1ap-9f, 0x1.234568p-20f},
    {0x1p64f, 0x1.fep62f, -0x1p64f, 0x1.fep62f, 0x1p127f},
    {0x1.fep-127f, 0x1p30f, 0x1p-126f, 0x1p-1f, 0x1.8p-126f},
    {-0x1p-64f, 0x1p-63f, 0, 0, -0.0f},
    {0x1p-70f, 0x1p-70f, 0x1p-126f, 1, -0x1.000002p-126f},
};

inlined float known_link(float a, float b, float sum) {
  return flushed_lane(a, b, sum, __builtin_fmaf(a, b, sum));
}

// A denormal operand is zero.
inlined float operand(float x) { return x > -0x1p-126f && x < 0x1p-126f ? 0 : x; }

bool fpt_bf16_instruction_agrees(void) {
  for (size_t i = 0; i < sizeof known_terms / sizeof *known_terms; i++) {
    const float *t = known_terms[i];
    __m512 a = pairs_of_rows(_mm512_set1_ps(t[0]), _mm512_set1_ps(t[2]));
    __m512 b = pairs_of_rows(_mm512_set1_ps(t[1]), _mm512_set1_ps(t[3]));
    __m512 sum = _mm512_set1_ps(t[4]);
    __asm__("vdpbf16ps %2, %1, %0" : "+v"(sum) : "v"(a), "v"(b));
    float known = known_link(operand(t[0]), operand(t[1]), t[4]);
    known = known_link(operand(t[2]), operand(t[3]), known);
    for (int lane = 0; lane < lanes; lane++)
      if (memcmp((const float *)&sum + lane, &known, sizeof known) != 0) return false;
  }
  return true;
}

#pragma clang attribute pop
#endif
