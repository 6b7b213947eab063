// Trials of the engine's kernels: every entry of a table is called with inputs that depend on a seed alone, and what it computes is
// hashed. All tables give the same hashes on every processor.
#pragma once
#include <stdbool.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

// Takes the hash of one kernel's trials.
typedef void (*fpt_hash_receiver)(void *_Nullable context, const char *name, uint64_t hash);

// Tries every kernel of the table of this name. Trials share memory: one call at a time.
//
// Returns null, or what is wrong: there is no such table, a product is not what it must be, or the processor's floating point was
// not in its default state, before or after.
const char *_Nullable fpt_hash_kernels(const char *table, fpt_hash_receiver receiver, void *_Nullable context);

#pragma clang assume_nonnull end
