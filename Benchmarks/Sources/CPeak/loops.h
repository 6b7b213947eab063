// Loops of multiply-adds that touch no memory.
#pragma once
#include <stdbool.h>
#include <stddef.h>

typedef struct {
  const char *name;
  bool is_bf16;
  bool (*is_supported)(void);
  // Does so many rounds; what it returns keeps the compiler from leaving them out.
  float (*run)(size_t rounds);
  // Operations of one round.
  double operations;
} fpt_peak_loop;

extern const fpt_peak_loop fpt_peak_loops[];
extern const size_t fpt_peak_loop_count;
