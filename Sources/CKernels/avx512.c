// The kernels in 512-bit registers.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                                \
    __attribute__((target("fma,avx512f,avx512vl,avx512bw,avx512dq"))), apply_to = function)
#define NAME(x) fpt_avx512_##x
#define LANES 16
#include "kernels.h"

KERNEL_TABLE(fpt_avx512_kernels, "AVX-512", fpt_avx512_gemm, fpt_avx512_gemm_bf16);
KERNEL_TABLE(fpt_avx512_bf16_kernels, "AVX-512 BF16", fpt_avx512_gemm, fpt_avx512_bf16_gemm);
#pragma clang attribute pop
#endif
