// The kernels in 256-bit registers.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) fpt_avx2_##x
#define LANES 8
#define HAS_AVX2
#include "kernels.h"

KERNEL_TABLE(fpt_avx2_kernels, "AVX2", fpt_avx2_gemm, fpt_avx2_gemm_bf16);
#pragma clang attribute pop
#endif
