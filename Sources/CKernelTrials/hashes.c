// The hashes of a table.
#include "CKernelTrials.h"

#include <stdio.h>
#include <string.h>

#include "trial.h"

static fpt_hash_receiver receiver;
static void *context;
static char fault[160];

void give_hash(const trial *t, const char *name) {
  char line[64];
  snprintf(line, sizeof line, "%s%s", name, t->is_special ? ":special" : "");
  receiver(context, line, t->hash);
}

void give_fault(const char *text) {
  if (!*fault) snprintf(fault, sizeof fault, "%s", text);
}

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

const char *fpt_hash_kernels(const char *table, fpt_hash_receiver to, void *its_context) {
  receiver = to, context = its_context, *fault = 0;
  for (size_t i = 0; i < fpt_kernels_count(); i++) {
    const fpt_kernels *kernels = fpt_kernels_at(i);
    if (strcmp(kernels->name, table) != 0) continue;
    if (!has_default_floating_point()) return "the processor's floating point is not in its default state";
    hash_entries(kernels);
    hash_products(kernels);
    if (!has_default_floating_point()) give_fault("a kernel left the floating-point state changed");
    return *fault ? fault : NULL;
  }
  return "this processor has no such table";
}
