// Exponentials, the normal distribution, tanh and the logistic function in every lane. reference/elementary.h says how they are
// computed and how well.

// a · b + c, rounded once. Without an instruction for it the compiler calls the C library's fmaf, which is exact too.
inlined fv fused(fv a, fv b, fv c) { return __builtin_elementwise_fma(a, b, c); }

// The polynomial's next coefficient.
inlined fv horner(fv p, fv x, float coefficient) { return fused(p, x, all(coefficient)); }

// e^x for x of at least -87.3 and at most 88.3.
inlined fv exponential_within(fv x) {
  fv magic = all(12582912.0f);
  fv shifted = fused(x, all(1.4426950409f), magic);
  fv n = shifted - magic;
  fv r = fused(n, all(-1.4286068203e-6f), fused(n, all(-0.693145751953125f), x));
  fv p = all(1.3836835278e-3f);
  p = horner(p, r, 8.3748241886e-3f);
  p = horner(p, r, 4.166822508e-2f);
  p = horner(p, r, 0.16666419804f);
  p = horner(p, r, 0.49999991059f);
  p = horner(p, r, 1.0f);
  p = horner(p, r, 1.0f);
  iv bits = ((iv)shifted << 23) + 0x3F800000;
  return p * (fv)bits;
}

inlined fv exponential(fv x) { return exponential_within(at_most(at_least(x, -87.3f), 88.3f)); }

// Of an x that is not positive.
inlined fv exponential_below(fv x) { return exponential_within(at_least(x, -87.3f)); }

inlined fv normal_distribution(fv x, fv *e) {
  iv positive = x > all(0);
  fv magnitude = choose(positive, x, -x);
  fv t = 1.0f / horner(magnitude, all(0.35f), 1.0f);
  fv p = all(4.3416284025e-2f);
  p = horner(p, t, -0.2807140648f);
  p = horner(p, t, 0.5898630619f);
  p = horner(p, t, -0.2619149685f);
  p = horner(p, t, 0.3033484519f);
  p = horner(p, t, 0.102500394f);
  p = horner(p, t, 3.500829916e-3f);
  *e = exponential_below(x * x * -0.5f);
  fv tail = p * *e;
  return choose(positive, 1.0f - tail, tail);
}

// 1 / (1 + e), where e is e^(-x).
inlined fv logistic(fv x, fv *e) {
  *e = exponential(-x);
  return 1.0f / (1.0f + *e);
}

inlined fv hyperbolic_tangent(fv x) {
  iv sign = (iv)x & (int32_t)0x80000000;
  fv magnitude = (fv)((iv)x & 0x7FFFFFFF), z = magnitude * magnitude;
  fv p = all(-5.7049869256e-3f);
  p = horner(p, z, 2.0639087157e-2f);
  p = horner(p, z, -5.3739715048e-2f);
  p = horner(p, z, 0.13331442198f);
  p = horner(p, z, -0.33333281942f);
  fv near = fused(magnitude * z, p, magnitude);
  fv far = 1.0f - 2.0f / (exponential(magnitude + magnitude) + 1.0f);
  return (fv)((iv)choose(magnitude < all(0.625f), near, far) | sign);
}

inlined fv elementary_value(fpt_elementary f, fv x) {
  fv e;
  switch (f) {
  case fpt_exponential: return exponential(x);
  case fpt_normal_distribution: return normal_distribution(x, &e);
  case fpt_normal_exponential: normal_distribution(x, &e); return e;
  case fpt_hyperbolic_tangent: return hyperbolic_tangent(x);
  case fpt_logistic: return logistic(x, &e);
  }
}

static void NAME(elementary)(fpt_elementary f, const float *x, float *y, size_t n) {
  FOR_ROW(n, store_some(y + i, elementary_value(f, load_some(x + i, left)), left);)
}
