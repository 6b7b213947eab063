// A trial for each entry of the table. Their list is the kernels' own, so an entry without a trial does not compile.
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "entries.h"
#include "trial.h"

// Rows of a matrix.
enum { rows = 5 };

#define TRIAL(entry) static void try_##entry(trial *t, const fpt_kernels *kernels, size_t n)
#define MATRIX(x, stride, scale) float *x = floats(t, rows * (stride), scale)
#define ROW(x) float *x = floats(t, n, 1)

static float number(trial *t) { return *floats(t, 1, 1); }

static void hash_number(trial *t, float x) {
  float *place = unwritten(t, 1);
  *place = x;
  hash_floats(t, place, 1);
}

static void hash_wide_number(trial *t, double x) {
  float *place = unwritten(t, 2);
  if (x == x) memcpy(place, &x, sizeof x);
  hash_floats(t, place, 2);
}

#include "trials/attention.h"
#include "trials/elementary.h"
#include "trials/elements.h"
#include "trials/lstm.h"
#include "trials/norms.h"
#include "trials/rows.h"
#include "trials/training.h"

// Two tables of the kernels' own form: of trials, and of names. Their products are not used.
#define ENTRY(entry) (void *)try_##entry
KERNEL_TABLE(trials, "trials", fpt_baseline_gemm, fpt_baseline_gemm_bf16);
#undef ENTRY
#define ENTRY(entry) (void *)#entry
KERNEL_TABLE(names, "names", fpt_baseline_gemm, fpt_baseline_gemm_bf16);

typedef void (*entry_trial)(trial *t, const fpt_kernels *kernels, size_t n);

// Lengths around whole vectors, and of models' sizes.
static const size_t lengths[] = {1,  2,  3,  4,  5,  7,  8,  9,  11, 15, 16,  17,  19,  23,  24,
                                 25, 31, 32, 33, 47, 48, 49, 63, 64, 65, 127, 128, 129, 383, 384};

static void hash_entry(const fpt_kernels *kernels, const char *name, entry_trial try, bool is_special) {
  trial t = {0};
  for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
    begin(&t, name, lengths[i], is_special);
    try(&t, kernels, lengths[i]);
  }
  give_hash(&t, name);
}

void hash_entries(const fpt_kernels *kernels) {
  // The products come before all entries.
  size_t first = offsetof(fpt_kernels, gemm_bf16) + sizeof(void *);
  for (size_t place = first; place < sizeof trials; place += sizeof(void *)) {
    entry_trial try;
    const char *name;
    memcpy(&try, (const char *)&trials + place, sizeof try);
    memcpy(&name, (const char *)&names + place, sizeof name);
    hash_entry(kernels, name, try, false);
    hash_entry(kernels, name, try, true);
  }
}
