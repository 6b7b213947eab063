// One call of a kernel: its inputs, which depend on a seed alone, and a hash of its outputs.
#pragma once
#include "CKernels.h"

typedef struct {
  // Whether a third of the inputs are zeros, denormals, infinities, NaN and numbers at the ends of the range.
  bool is_special;
  // The state of the random numbers, and of the hash so far.
  uint64_t state, hash;
} trial;

// Begins a trial: inputs follow from the name, the number and the kind, and no memory of earlier trials is in use.
void begin(trial *t, const char *name, size_t number, bool is_special);

// 64 random bits, by SplitMix64: Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014.
uint64_t draw(trial *t);

// `count` random floats about as large as `scale`, at no aligned address.
float *floats(trial *t, size_t count, float scale);

// `count` random bytes.
uint8_t *bytes(trial *t, size_t count);

// `count` floats that no kernel has written.
float *unwritten(trial *t, size_t count);

// Adds `count` floats and the memory behind them to the hash. All NaN count as one: which of them an operation returns is each
// instruction set's own.
void hash_floats(trial *t, const float *x, size_t count);

// Adds `count` bytes and those behind them to the hash.
void hash_bytes(trial *t, const uint8_t *x, size_t count);

// Hands over a trial's hash under this name.
void give_hash(const trial *t, const char *name);

// Says what is wrong where a hash cannot; the first such text counts.
void give_fault(const char *text);

// Gives a hash for each entry of the table.
void hash_entries(const fpt_kernels *kernels);

// C (+)= alpha · A · B. A is [rows, k], or [k, rows] if transposed, B is [k, columns] or [columns, k], C is [rows, columns]. Strides
// are between rows in memory. A is zero before `k_begin` and from `k_end`.
typedef struct {
  size_t rows, columns, k, k_begin, k_end;
  float *a, *b, *c;
  size_t a_stride, b_stride, c_stride;
  bool a_is_transposed, b_is_transposed, accumulates;
  float alpha;
} product;

// Packs B and multiplies.
void try_product(const fpt_gemm_kernels *gemm, const product *p);

// Gives hashes of matrix products.
void hash_products(const fpt_kernels *kernels);

// Gives a hash of products in bfloat16 whose sums are tiny, and a fault where one of them is not what it must be.
void hash_tiny_sums(const fpt_gemm_kernels *gemm);
