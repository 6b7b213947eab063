// Numbers of half precision as floats.

TRIAL(widen) {
  const fpt_element elements[] = {fpt_float32, fpt_float16, fpt_bfloat16};
  for (size_t e = 0; e < 3; e++) {
    uint8_t *numbers = bytes(t, 4 * (n + 3));
    float *y = unwritten(t, n);
    kernels->widen(numbers, elements[e], e == 0 ? 0 : 3, y, n);
    hash_floats(t, y, n);
  }
}
