// Numbers of half precision and of few bits as floats.

TRIAL(widen) {
  const fpt_element elements[] = {fpt_float32, fpt_float16, fpt_bfloat16};
  for (size_t e = 0; e < 3; e++) {
    uint8_t *numbers = bytes(t, 4 * (n + 3));
    float *y = unwritten(t, n);
    kernels->widen(numbers, elements[e], e == 0 ? 0 : 3, y, n);
    hash_floats(t, y, n);
  }
  for (fpt_element element = fpt_q4_0; element <= fpt_q8_0; element++) {
    size_t blocks = (n + 5 + fpt_block_numbers - 1) / fpt_block_numbers;
    uint8_t *numbers = bytes(t, blocks * fpt_block_bytes(element));
    float *y = unwritten(t, n);
    kernels->widen(numbers, element, 5, y, n);
    hash_floats(t, y, n);
  }
}
