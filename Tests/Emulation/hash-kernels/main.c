// hash-kernels [TABLE]: prints a hash of what each kernel of a table computes, `NAME HASH` a line. Without a table it lists the tables
// of this processor, the fastest one last.
//
// The lines of all tables are the same on every processor.
#include <stdio.h>
#include <string.h>

#include "trial.h"

// Whether floats are rounded to nearest, and denormals are neither read as zero nor flushed: so a program begins, and the kernels
// rely on it. On 64-bit ARM a NaN is not replaced by the default one either.
static bool has_default_floating_point(void) {
#if defined(__aarch64__)
  uint64_t control;
  __asm__ volatile("mrs %0, fpcr" : "=r"(control));
  if (control != 0) return false;
#elif defined(__x86_64__)
  uint32_t control = __builtin_ia32_stmxcsr();
  if (control & 0xE040) return false;
#endif
  volatile float least = 0x1p-126f, half = 0.5f, denormal = least * half;
  return denormal != 0 && denormal + denormal == least;
}

int main(int count, char **arguments) {
  if (count == 1) {
    for (size_t i = 0; i < fpt_kernels_count(); i++) puts(fpt_kernels_at(i)->name);
    return 0;
  }
  for (size_t i = 0; i < fpt_kernels_count(); i++) {
    const fpt_kernels *kernels = fpt_kernels_at(i);
    if (strcmp(kernels->name, arguments[1]) != 0) continue;
    if (!has_default_floating_point()) {
      fprintf(stderr, "hash-kernels: the processor's floating point is not in its default state\n");
      return 2;
    }
    hash_entries(kernels);
    hash_products(kernels);
    if (!has_default_floating_point()) {
      fprintf(stderr, "hash-kernels: a kernel left the floating-point state changed\n");
      return 2;
    }
    return 0;
  }
  fprintf(stderr, "hash-kernels: this processor has no table %s\n", arguments[1]);
  return 2;
}
