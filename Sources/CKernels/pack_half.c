// Packing a B of half precision or of few bits: a part of it at a time is widened, and packed as floats.
#include "CKernels.h"
#include "gemm/rounding.h"

// A part is four panels wide, so that a row of it is two cache lines of numbers; its depth is even, as pairs of terms stay together.
enum { panel = 16, part_columns = 4 * panel, part_depth = 32 };

static size_t least(size_t a, size_t b) { return a < b ? a : b; }

// Widens rows [first_row, first_row + rows) and columns [first, first + n) of a matrix, `to_stride` floats apart.
static void widen_rows(const fpt_kernels *kernels, fpt_stored_matrix b, size_t first_row,
                       size_t rows, size_t first, size_t n, float *to, size_t to_stride) {
  for (size_t i = 0; i < rows; i++)
    kernels->widen(b.values, b.element, b.first + (first_row + i) * b.stride + first,
                   to + i * to_stride, n);
}

void fpt_pack_stored(const fpt_kernels *kernels, const fpt_gemm_kernels *gemm, fpt_stored_matrix b,
                     size_t k, size_t columns, float *packed) {
  float floats[part_columns * part_depth] __attribute__((aligned(64)));
  size_t panel_floats = fpt_panel_floats(k, gemm->terms);
  for (size_t column = 0; column < columns; column += part_columns)
    for (size_t first = 0; first < k; first += part_depth) {
      size_t width = least(part_columns, columns - column), depth = least(part_depth, k - first);
      if (b.is_transposed)
        widen_rows(kernels, b, column, width, first, depth, floats, part_depth);
      else
        widen_rows(kernels, b, first, depth, column, width, floats, part_columns);
      for (size_t c = 0; c < width; c += panel) {
        fpt_b_operand part = {
            .values = floats + c * (b.is_transposed ? part_depth : 1),
            .stride = b.is_transposed ? part_depth : part_columns,
            .is_transposed = b.is_transposed,
        };
        gemm->pack(part, depth, least(panel, width - c),
                   packed + (column + c) / panel * panel_floats + panel * first / gemm->terms);
      }
    }
}

void fpt_round_all(const float *values, uint16_t *rounded, size_t n) {
  for (size_t i = 0; i < n; i++) {
    float value = fpt_rounded_to_bf16(values[i]);
    uint32_t bits;
    memcpy(&bits, &value, sizeof bits);
    rounded[i] = (uint16_t)(bits >> 16);
  }
}
