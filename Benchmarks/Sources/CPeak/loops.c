// Each loop has as many independent sums as registers hold beside the operands: more than latency times throughput of any processor.
#include "loops.h"

#define ROUND(count, step)                             \
  for (size_t round = 0; round < rounds; round++) {    \
    _Pragma("clang loop unroll(full)")                 \
    for (int i = 0; i < count; i++) sums[i] = step;    \
    /* Rounds stay apart, so that none is optimized away. */ \
    __asm__ volatile("");                              \
  }

#if defined(__x86_64__)
#include <immintrin.h>

enum { sums_256 = 12, sums_512 = 24 };

__attribute__((target("avx2,fma"))) static float run_256(size_t rounds) {
  __m256 sums[sums_256], a = _mm256_set1_ps(0.5f), b = _mm256_set1_ps(1.0f);
  for (int i = 0; i < sums_256; i++) sums[i] = _mm256_set1_ps((float)i);
  ROUND(sums_256, _mm256_fmadd_ps(sums[i], a, b))
  for (int i = 1; i < sums_256; i++) sums[0] = _mm256_add_ps(sums[0], sums[i]);
  return _mm256_cvtss_f32(sums[0]);
}

__attribute__((target("avx512f"))) static float run_512(size_t rounds) {
  __m512 sums[sums_512], a = _mm512_set1_ps(0.5f), b = _mm512_set1_ps(1.0f);
  for (int i = 0; i < sums_512; i++) sums[i] = _mm512_set1_ps((float)i);
  ROUND(sums_512, _mm512_fmadd_ps(sums[i], a, b))
  for (int i = 1; i < sums_512; i++) sums[0] = _mm512_add_ps(sums[0], sums[i]);
  return _mm512_cvtss_f32(sums[0]);
}

__attribute__((target("avx512f,avx512bf16"))) static float run_bf16(size_t rounds) {
  __m512 sums[sums_512];
  // The bits of 2⁻⁴ and 1 as bfloat16, twice in each word.
  __m512bh a = (__m512bh)_mm512_set1_epi32(0x3d803d80), b = (__m512bh)_mm512_set1_epi32(0x3f803f80);
  for (int i = 0; i < sums_512; i++) sums[i] = _mm512_set1_ps((float)i);
  ROUND(sums_512, _mm512_dpbf16_ps(sums[i], a, b))
  for (int i = 1; i < sums_512; i++) sums[0] = _mm512_add_ps(sums[0], sums[i]);
  return _mm512_cvtss_f32(sums[0]);
}

static bool has_256(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}
static bool has_512(void) { return has_256() && __builtin_cpu_supports("avx512f"); }
static bool has_bf16(void) { return has_512() && __builtin_cpu_supports("avx512bf16"); }

const fpt_peak_loop fpt_peak_loops[] = {
    {"f32, 256 bits", false, has_256, run_256, 2.0 * 8 * sums_256},
    {"f32, 512 bits", false, has_512, run_512, 2.0 * 16 * sums_512},
    {"bf16, vdpbf16ps, 512 bits", true, has_bf16, run_bf16, 4.0 * 16 * sums_512},
};

#elif defined(__aarch64__)
#include <arm_neon.h>

enum { sums_128 = 24 };

static float run_128(size_t rounds) {
  float32x4_t sums[sums_128], a = vdupq_n_f32(0.5f), b = vdupq_n_f32(1.0f);
  for (int i = 0; i < sums_128; i++) sums[i] = vdupq_n_f32((float)i);
  ROUND(sums_128, vfmaq_f32(b, sums[i], a))
  for (int i = 1; i < sums_128; i++) sums[0] = vaddq_f32(sums[0], sums[i]);
  return vgetq_lane_f32(sums[0], 0);
}

static bool always(void) { return true; }

const fpt_peak_loop fpt_peak_loops[] = {
    {"f32, 128 bits", false, always, run_128, 2.0 * 4 * sums_128},
};
#endif

const size_t fpt_peak_loop_count = sizeof fpt_peak_loops / sizeof fpt_peak_loops[0];
