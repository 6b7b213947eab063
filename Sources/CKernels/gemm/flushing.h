// The flush of vdpbf16ps, decided exactly: a link of the chain becomes zero if it is denormal after rounding to 24 bits of any
// exponent. What rounds to the smallest normal number with the exponent's limit may still be below it without.
//
// After Arm's and x86's manuals: with FPCR.FZ set, Arm flushes before it rounds, so that mode cannot be used there.

inlined float flushed_lane(float a, float b, float sum, float next) {
  uint32_t bits;
  memcpy(&bits, &next, sizeof bits);
  uint32_t magnitude = bits & 0x7FFFFFFF;
  bool is_flushed = magnitude < 0x00800000;
  if (magnitude == 0x00800000) {
    // The product of two numbers of 8 bits is exact, and so is the sum wherever it is near the limit.
    double exact = (double)a * (double)b + (double)sum;
    is_flushed = (exact < 0 ? -exact : exact) < 0x1p-126 - 0x1p-151;
  }
  if (is_flushed) bits &= 0x80000000;
  memcpy(&next, &bits, sizeof next);
  return next;
}

inlined panel_row flushed(panel_row a, panel_row b, panel_row sum, panel_row next) {
  typedef uint32_t panel_bits __attribute__((vector_size(64), aligned(4)));
  panel_bits below = ((panel_bits)next & 0x7FFFFFFF) - 1;
  // Not zero, and not above the smallest normal number.
  if (__builtin_reduce_min(below) <= 0x007FFFFF)
    for (int i = 0; i < 16; i++) next[i] = flushed_lane(a[i], b[i], sum[i], next[i]);
  return next;
}
