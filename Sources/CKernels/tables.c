// The tables that this processor can run.
#include "CKernels.h"

extern const fpt_kernels fpt_baseline_kernels;

#if defined(__x86_64__)
extern const fpt_kernels fpt_avx2_kernels, fpt_avx512_kernels, fpt_avx512_bf16_kernels;
// Whether the instruction for pairs of bfloat16 computes what two fused multiply-adds do.
bool fpt_bf16_instruction_agrees(void);

static bool has_avx2(void) {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

static bool has_avx512(void) {
  return has_avx2() && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")
         && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq");
}

static bool has_bf16(void) {
  return has_avx512() && __builtin_cpu_supports("avx512bf16") && fpt_bf16_instruction_agrees();
}
#elif defined(__aarch64__)
// Every 64-bit ARM processor runs them.
extern const fpt_kernels fpt_neon_kernels;
#endif

size_t fpt_kernels_count(void) {
#if defined(__x86_64__)
  return has_bf16() ? 4 : has_avx512() ? 3 : has_avx2() ? 2 : 1;
#elif defined(__aarch64__)
  return 2;
#else
  return 1;
#endif
}

size_t fpt_fastest_kernels(void) {
  size_t last = fpt_kernels_count() - 1;
#if defined(__x86_64__) && !defined(__OPTIMIZE__)
  // Only the microkernel for 256 bits does without an optimizing compiler.
  if (last > 1) return 1;
#endif
  return last;
}

const fpt_kernels *fpt_kernels_at(size_t index) {
#if defined(__x86_64__)
  if (index == 1) return &fpt_avx2_kernels;
  if (index == 2) return &fpt_avx512_kernels;
  if (index == 3) return &fpt_avx512_bf16_kernels;
#elif defined(__aarch64__)
  if (index == 1) return &fpt_neon_kernels;
#endif
  return &fpt_baseline_kernels;
}
