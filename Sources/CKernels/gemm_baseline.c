// GEMM as every processor can run it.
#define TABLE(x) fpt_baseline_##x
#include "gemm/portable_tables.h"
