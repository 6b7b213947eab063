// GEMM in the 128-bit registers of 64-bit ARM.
#if defined(__aarch64__)
#define TABLE(x) fpt_neon_##x
#include "gemm/portable_tables.h"
#endif
