// A microkernel for each number of rows and panels, and the one that chooses among them. See micro_avx512.h.
MULTIPLY_PANELS(1)
MULTIPLY_PANELS(2)
MULTIPLY_PANELS(3)
MULTIPLY_PANELS(4)
MULTIPLY_PANELS(5)
MULTIPLY_PANELS(6)
MULTIPLY_PANELS(7)
MULTIPLY_PANELS(8)

inlined void MICRO(tile)(const fpt_gemm_tile *t, uint32_t mode) {
  for (size_t r = 0; r < t->rows; r++)
    for (size_t panel = 0; panel < t->panels; panel++)
      _mm_prefetch(t->c + r * t->c_stride + panel * lanes, _MM_HINT_T0);
  const micro_arguments a = {
      .a = t->a, .row_stride = 4 * t->a_row_stride, .k_stride = 4 * t->a_k_stride, .b = t->b,
      .panel_stride = 4 * t->panel_stride, .fours = t->steps / 4, .ones = t->steps % 4,
      .c = t->c, .c_stride = 4 * t->c_stride, .mask = (1u << t->last_columns) - 1,
      .accumulates = t->accumulates, .factor.alpha = t->alpha, .flushing = mode | 0x8040,
      .plain = mode, .next = t->next_b, .next_step = fpt_fetch_step(t, fetches),
  };
  switch (t->rows) {
  case 1: MICRO(1)(&a, t->panels); break;
  case 2: MICRO(2)(&a, t->panels); break;
  case 3: MICRO(3)(&a, t->panels); break;
  case 4: MICRO(4)(&a, t->panels); break;
  case 5: MICRO(5)(&a, t->panels); break;
  case 6: MICRO(6)(&a, t->panels); break;
  case 7: MICRO(7)(&a, t->panels); break;
  default: MICRO(8)(&a, t->panels); break;
  }
}
