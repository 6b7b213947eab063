// GEMM in 256-bit registers. Its microkernel does without an optimizing compiler.
#include "CGEMM.h"

#if defined(__x86_64__)
#include <immintrin.h>
#include <string.h>

#include "gemm/tile.h"

#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define inlined static inline __attribute__((always_inline))
#define unrolled _Pragma("clang loop unroll(full)")

#include "gemm/micro_avx2.h"
#include "gemm/pack_avx2.h"

#define TILE_ROWS 6
#define GROUP_PANELS 1
#define TERMS 1

#define TABLE(x) fpt_avx2_##x
#include "gemm/precisions.h"

#pragma clang attribute pop
#endif
