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

#define NAME(x) x
#define ROUNDS 0
#include "gemm/blocks.h"
#undef NAME
#undef ROUNDS

#define NAME(x) bf16_##x
#define ROUNDS 1
#include "gemm/blocks.h"

const fpt_gemm_kernels fpt_avx2_gemm = {
    .rows = TILE_ROWS, .terms = TERMS, .pack = pack, .multiply = multiply};
const fpt_gemm_kernels fpt_avx2_gemm_bf16 = {
    .rows = TILE_ROWS, .terms = TERMS, .pack = bf16_pack, .multiply = bf16_multiply};

#pragma clang attribute pop
#endif
