// Matrix products around every edge: of tiles, of panels, of vectors along K and of its blocks.
#include <stdio.h>
#include <string.h>

#include "trial.h"

typedef struct {
  size_t rows, columns, k;
  bool a_is_transposed, b_is_transposed, accumulates;
  float alpha;
} shape;

// Panels of a packed B, and a transposed A.
enum { panel = 16, largest_k = 1153, largest_columns = 65, largest_rows = 17 };
static float packed_b[(largest_columns / panel + 1) * panel * largest_k] __attribute__((aligned(64)));
static float packed_a[largest_rows * largest_k] __attribute__((aligned(64)));

// C (+)= alpha · A · B of random numbers, with rows of each matrix that lie apart.
static void try_product(trial *t, const fpt_gemm_kernels *gemm, shape s) {
  size_t a_stride = (s.a_is_transposed ? s.rows : s.k) + 3;
  size_t b_stride = (s.b_is_transposed ? s.k : s.columns) + 5, c_stride = s.columns + 2;
  float *a = floats(t, (s.a_is_transposed ? s.k : s.rows) * a_stride, 1);
  float *b = floats(t, (s.b_is_transposed ? s.columns : s.k) * b_stride, 1);
  float *c = floats(t, s.rows * c_stride, 1);
  gemm->pack((fpt_b_operand){b, b_stride, s.b_is_transposed}, s.k, s.columns, packed_b);
  if (s.a_is_transposed) gemm->pack_a(a, a_stride, s.rows, s.k, packed_a, s.k);
  gemm->multiply((fpt_gemm_block){
      .rows = s.rows, .columns = s.columns, .k = s.k,
      .a = s.a_is_transposed ? packed_a : a, .a_row_stride = s.a_is_transposed ? s.k : a_stride,
      .a_k_stride = 1,
      .packed_b = packed_b, .panel_stride = s.k * panel,
      .c = c, .c_stride = c_stride,
      .alpha = s.alpha, .accumulates = s.accumulates});
  hash_floats(t, c, s.rows * c_stride);
}

static const size_t ks[] = {1,  2,  3,  4,   5,   7,   8,   15,  16,  17,  31,
                            32, 33, 63, 383, 384, 385, 400, 767, 768, 769, 1153};
static const size_t columns[] = {1, 2, 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 40, 47, 48, 49, 63, 64, 65};
enum { k_count = sizeof ks / sizeof *ks, column_count = sizeof columns / sizeof *columns };

// The shape with a number: transposed or not, added to C or not, alpha 1 or another.
static shape numbered(size_t number, size_t rows, size_t columns, size_t k) {
  return (shape){rows, columns, k, number & 1, number & 2, number & 4, number & 8 ? 1 : -0.37f};
}

static void hash_gemm(const fpt_gemm_kernels *gemm, const char *name) {
  for (size_t i = 0; i < k_count; i++)
    for (int is_special = 0; is_special < 2; is_special++) {
      trial t = {0};
      size_t number = i + (size_t)is_special;
      for (size_t rows = 1; rows <= largest_rows; rows++)
        // All columns with a short K; each number of rows with two of them, of which all rows together see all, with a long one.
        for (size_t j = 0; j < column_count; j++) {
          if (ks[i] > 17 && j != (5 * rows + i) % column_count && j != (7 * rows + 3 * i) % column_count)
            continue;
          number = (number * 5 + 3) % 16;
          begin(&t, name, number + 16 * (j + column_count * (rows + largest_rows * ks[i])), is_special);
          try_product(&t, gemm, numbered(number, rows, columns[j], ks[i]));
        }
      char line[64];
      snprintf(line, sizeof line, "%s:k=%zu", name, ks[i]);
      print_hash(&t, line);
    }
}

void hash_products(const fpt_kernels *kernels) {
  hash_gemm(kernels->gemm, "gemm");
  hash_gemm(kernels->gemm_bf16, "gemm_bf16");
}
