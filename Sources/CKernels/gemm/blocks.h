// The loops of GEMM around the microkernel: K blocks, rows that fit the L2 cache, groups of panels, tiles of rows.
//
// Included once for each build and precision, with NAME(x) to tell them apart, and after
//   TILE_ROWS     rows of a tile
//   GROUP_PANELS  the most panels that a tile multiplies at once
//   TERMS         terms of K in a row of a panel
//   ROUNDS        whether A is always packed, because it is rounded
//   pack_a(a, row_stride, k_stride, rows, k, packed)  packs A into [rows, ceil(k / TERMS)], k floats apart; an odd last term of a
//                 rounding build is followed by -0
//   micro(tile)   multiplies a tile
// are defined.

static void NAME(micro)(const fpt_gemm_tile *tile);
static void NAME(pack_a)(const float *a, size_t row_stride, size_t k_stride, size_t rows, size_t k,
                         float *packed);

// A block of so many rows and terms of A stays in the L2 cache.
enum { NAME(most_rows) = 96 };

// Groups of as many panels as a tile takes; one more than that is shared evenly by the last two.
static size_t NAME(panels_at_once)(size_t panels) {
  if (panels == GROUP_PANELS + 1 && panels > 2) return panels / 2;
  return panels < GROUP_PANELS ? panels : GROUP_PANELS;
}

// Multiplies all rows by all columns, for one block along K. `p.k` is the extent of that block, from whose first term on A is.
static void NAME(multiply_block)(fpt_gemm_block p) {
  size_t steps = (p.k + TERMS - 1) / TERMS, panels = (p.columns + 15) / 16;
  size_t groups = (p.rows + TILE_ROWS - 1) / TILE_ROWS;
  for (size_t panel = 0; panel < panels;) {
    size_t together = NAME(panels_at_once)(panels - panel);
    bool is_last = panel + together == panels;
    fpt_gemm_tile tile = {
        .a = p.a, .a_row_stride = p.a_row_stride, .a_k_stride = p.a_k_stride,
        .b = p.packed_b + panel * p.panel_stride, .panel_stride = p.panel_stride, .steps = steps,
        .c = p.c + 16 * panel, .c_stride = p.c_stride, .alpha = p.alpha,
        .accumulates = p.accumulates, .panels = together,
        .last_columns = is_last ? p.columns - 16 * (panels - 1) : 16,
    };
    // With few rows there is no time to fetch the next panels. Rows of a panel are 64 bytes.
    size_t to_fetch = is_last || groups < 4 ? 0 : steps * together, share = (to_fetch + groups - 1) / groups;
    const float *next = tile.b + together * p.panel_stride;
    for (size_t row = 0; row < p.rows; row += tile.rows) {
      size_t left = p.rows - row;
      tile.rows = left < TILE_ROWS ? left : TILE_ROWS;
      // No last tile is left with one or two rows, which would not hide the latency of additions.
      if (left > TILE_ROWS && left < TILE_ROWS + TILE_ROWS / 2) tile.rows = (left + 1) / 2;
      size_t fetched = row / TILE_ROWS * share;
      bool fetches = fetched < to_fetch;
      tile.next_b = fetches ? next + fetched / steps * p.panel_stride + 16 * (fetched % steps) : tile.b;
      tile.next_bytes = fetches ? 64 * share : 0;
      NAME(micro)(&tile);
      tile.a += tile.rows * tile.a_row_stride;
      tile.c += tile.rows * tile.c_stride;
    }
    panel += together;
  }
}

// Whether A is better packed row by row first: a column of a transposed A is contiguous, but every term is on another page.
static bool NAME(is_worth_packing)(const fpt_gemm_block *p, size_t k) {
  return ROUNDS || (p->a_k_stride != 1 && k >= 64 && p->columns >= 96 && p->rows >= 16);
}

static void NAME(multiply_rows)(fpt_gemm_block whole) {
  float packed[NAME(most_rows) * fpt_largest_k_block] __attribute__((aligned(64)));
  for (size_t first = 0; first < whole.k || first == 0;) {
    size_t end = first + fpt_k_block(whole.k - first);
    size_t begin = whole.k_begin < first ? first : whole.k_begin < end ? whole.k_begin : end;
    size_t stop = whole.k_end < begin ? begin : whole.k_end < end ? whole.k_end : end;
    // Rounded terms are multiplied in pairs.
    if (ROUNDS) begin -= (begin - first) % 2;
    fpt_gemm_block p = whole;
    p.accumulates = whole.accumulates || first > 0;
    p.k = stop - begin;
    p.a += begin * whole.a_k_stride;
    p.packed_b += begin / TERMS * 16;
    // What adds nothing to C is not computed; the first block may have to write zeros.
    if (p.k > 0 || !p.accumulates) {
      if (NAME(is_worth_packing)(&p, p.k)) {
        NAME(pack_a)(p.a, p.a_row_stride, p.a_k_stride, p.rows, p.k, packed);
        p.a = packed;
        p.a_row_stride = (p.k + 1) / 2 * 2;
        p.a_k_stride = 1;
        if (ROUNDS) p.k = p.a_row_stride;
      }
      NAME(multiply_block)(p);
    }
    if (end == first) break;
    first = end;
  }
}

static void NAME(multiply)(fpt_gemm_block whole) {
  size_t chunks = (whole.rows + NAME(most_rows) - 1) / NAME(most_rows);
  if (chunks == 0) return;
  size_t height = ((whole.rows + chunks - 1) / chunks + TILE_ROWS - 1) / TILE_ROWS * TILE_ROWS;
  for (size_t row = 0; row < whole.rows; row += height) {
    fpt_gemm_block p = whole;
    p.rows = whole.rows - row < height ? whole.rows - row : height;
    p.a += row * whole.a_row_stride;
    p.c += row * whole.c_stride;
    NAME(multiply_rows)(p);
  }
}
