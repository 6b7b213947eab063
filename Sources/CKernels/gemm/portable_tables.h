// The GEMM of a table in vectors of the compiler, in both precisions, with TABLE(x) for the table's name.
#pragma STDC FP_CONTRACT OFF
// Vectors wider than the registers never leave a function: everything that takes them is inlined.
#pragma clang diagnostic ignored "-Wpsabi"

#include <string.h>

#include "CGEMM.h"
#include "rounding.h"
#include "tile.h"

#define inlined static inline __attribute__((always_inline))
typedef float panel_row __attribute__((vector_size(64), aligned(4)));
#include "flushing.h"

#define NAME(x) x
#define ROUNDS 0
#include "portable.h"
#undef NAME
#undef ROUNDS

#define NAME(x) bf16_##x
#define ROUNDS 1
#include "portable.h"

const fpt_gemm_kernels TABLE(gemm) = {.rows = 6, .terms = 1, .pack = pack, .multiply = multiply};
const fpt_gemm_kernels TABLE(gemm_bf16) = {
    .rows = 6, .terms = 1, .pack = bf16_pack, .multiply = bf16_multiply};
