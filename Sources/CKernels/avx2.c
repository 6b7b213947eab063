// The kernels in 256-bit registers.
#if defined(__x86_64__)
#include <immintrin.h>
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define NAME(x) fpt_avx2_##x
#define TABLE_NAME "AVX2"
#define LANES 8
#define HAS_AVX2
#include "kernels.h"
#pragma clang attribute pop
#endif
