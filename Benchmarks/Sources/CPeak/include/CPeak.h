// The most multiply-adds a second that this processor's cores do on numbers that stay in registers.
#pragma once
#include <stdbool.h>
#include <stddef.h>

// The number of loops that this build has; the processor need not be able to run them all.
size_t fpt_peak_count(void);
// The instruction and its registers, such as "f32, 512 bits".
const char *_Nonnull fpt_peak_name(size_t loop);
// Whether the operands are bfloat16.
bool fpt_peak_is_bf16(size_t loop);
// Whether this processor can run the loop.
bool fpt_peak_is_supported(size_t loop);
// Operations a second of all threads together, measured for about so many seconds; a multiply-add counts as two.
double fpt_peak_rate(size_t loop, size_t threads, double seconds);
