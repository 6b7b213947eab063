// The kernels in 512-bit registers.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(                                                                \
    __attribute__((target("fma,avx512f,avx512vl,avx512bw,avx512dq"))), apply_to = function)
#define NAME(x) fpt_avx512_##x
#define TABLE_NAME "AVX-512"
#define LANES 16
#include "kernels.h"
#pragma clang attribute pop
#endif
