// Selects the GEMM build for this processor.
#include "CGEMM.h"

extern const fpt_gemm_kernels fpt_avx2_gemm_kernels, fpt_avx512_gemm_kernels;

const fpt_gemm_kernels *fpt_gemm_kernels_256(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma"))
    return &fpt_avx2_gemm_kernels;
#endif
  return 0;
}

const fpt_gemm_kernels *fpt_gemm_kernels_512(void) {
#if defined(__x86_64__)
  if (fpt_gemm_kernels_256() && __builtin_cpu_supports("avx512f"))
    return &fpt_avx512_gemm_kernels;
#endif
  return 0;
}

const fpt_gemm_kernels *fpt_fastest_gemm_kernels(void) {
#if defined(__OPTIMIZE__)
  const fpt_gemm_kernels *wide = fpt_gemm_kernels_512();
  if (wide) return wide;
#endif
  return fpt_gemm_kernels_256();
}
