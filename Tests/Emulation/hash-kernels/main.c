// hash-kernels [TABLE]: prints a hash of what each kernel of a table computes, `NAME HASH` a line. Without a table it lists the tables
// of this processor, the fastest one last.
//
// The lines of all tables are the same on every processor.
#include <inttypes.h>
#include <stdio.h>

#include "CKernelTrials.h"
#include "CKernels.h"

static void print(void *context, const char *name, uint64_t hash) {
  (void)context;
  printf("%s %016" PRIx64 "\n", name, hash);
}

int main(int count, char **arguments) {
  if (count == 1) {
    for (size_t i = 0; i < fpt_kernels_count(); i++) puts(fpt_kernels_at(i)->name);
    return 0;
  }
  const char *fault = fpt_hash_kernels(arguments[1], print, NULL);
  if (fault) fprintf(stderr, "hash-kernels: %s: %s\n", arguments[1], fault);
  return fault ? 2 : 0;
}
