// GEMM as every processor can run it.
#pragma STDC FP_CONTRACT OFF
#pragma clang diagnostic ignored "-Wpsabi"

#include <string.h>

#include "CGEMM.h"
#include "gemm/rounding.h"
#include "gemm/tile.h"

#define inlined static inline __attribute__((always_inline))
typedef float panel_row __attribute__((vector_size(64), aligned(4)));
#include "gemm/flushing.h"

#define NAME(x) x
#define ROUNDS 0
#include "gemm/portable.h"
#undef NAME
#undef ROUNDS

#define NAME(x) bf16_##x
#define ROUNDS 1
#include "gemm/portable.h"

const fpt_gemm_kernels fpt_baseline_gemm = {
    .rows = 6, .terms = 1, .pack = pack, .multiply = multiply};
const fpt_gemm_kernels fpt_baseline_gemm_bf16 = {
    .rows = 6, .terms = 1, .pack = bf16_pack, .multiply = bf16_multiply};
