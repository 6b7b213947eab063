// The GEMM of a table in both precisions, with TABLE(x) for the table's name; see blocks.h for what has to be defined before.
#define NAME(x) x
#define ROUNDS 0
#include "blocks.h"
#undef NAME
#undef ROUNDS

#define NAME(x) bf16_##x
#define ROUNDS 1
#include "blocks.h"

const fpt_gemm_kernels TABLE(gemm) = {
    .rows = TILE_ROWS, .terms = TERMS, .pack = pack, .multiply = multiply};
const fpt_gemm_kernels TABLE(gemm_bf16) = {
    .rows = TILE_ROWS, .terms = TERMS, .pack = bf16_pack, .multiply = bf16_multiply};
