// GEMM as every processor can run it.
#define NAME(x) fpt_baseline_##x
#pragma clang diagnostic ignored "-Wpsabi"
#include "gemm_portable.h"
