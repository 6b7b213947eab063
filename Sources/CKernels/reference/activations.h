// Activation functions with their derivatives, and gates.
//
// Values are within 2e-7 · (1 + |x|) of the exact function and derivatives within 5e-7, for every x, infinities included. NaN gives NaN,
// but a derivative of 0 for ReLU; -∞ has no value but for ReLU.

// x · Φ(x); the derivative is Φ(x) + x φ(x). Far out, where the derivative is 0 or 1, x would outgrow the density, which never becomes
// zero.
static float gelu(float x, float *derivative) {
  float e, distribution = normal_distribution(x, &e);
  float near = at_most(at_least(x, -13.0f), 13.0f);
  *derivative = fmaf(near * e, 0.3989422804f, distribution);
  return x * distribution;
}

// x · s with s = ½ (1 + tanh u) = 1 / (1 + e^(-2u)), where u = √(2/π) (x + 0.044715 x³). The derivative is s + x s (1 - s) (2u)', with
// 1 - s = s e^(-2u): no cancellation.
static float gelu_tanh(float x, float *derivative) {
  float e = exponential(x * fmaf(x * x, -0.0713548163f, -1.5957691216f));
  float s = 1.0f / (1.0f + e);
  float near = at_most(at_least(x, -10.0f), 10.0f);
  float slope = fmaf(near * near, 0.2140644488f, 1.5957691216f);
  *derivative = fmaf(near * (s * e * s), slope, s);
  return x * s;
}

// max(0, x), whose derivative at 0 is 0.
static float relu(float x, float *derivative) {
  *derivative = x > 0 ? 1 : 0;
  return at_least(x, 0);
}

// x · σ(x) (Elfwing et al. 2018); the derivative is s + x s (1 - s).
static float silu(float x, float *derivative) {
  float e, s = logistic(x, &e);
  float near = at_most(at_least(x, -87.0f), 87.0f);
  *derivative = fmaf(near * (s * e * s), 1.0f, s);
  return x * s;
}

// x · σ(1.702 x) (Hendrycks and Gimpel 2016), as in CLIP.
static float quick_gelu(float x, float *derivative) {
  float e, s = logistic(x * 1.702f, &e);
  float near = at_most(at_least(x, -87.0f), 87.0f);
  *derivative = fmaf(near * (s * e * s), 1.702f, s);
  return x * s;
}

static float activation(fpt_activation f, float x, float *derivative) {
  switch (f) {
  case fpt_gelu: return gelu(x, derivative);
  case fpt_gelu_tanh: return gelu_tanh(x, derivative);
  case fpt_relu: return relu(x, derivative);
  case fpt_silu: return silu(x, derivative);
  case fpt_quick_gelu: return quick_gelu(x, derivative);
  }
}

static void activate(fpt_activation f, float *u, float *derivative, const float *bias, size_t rows,
                     size_t columns, size_t stride) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * stride + i;
      float x = u[place], d;
      if (bias) x += bias[i];
      u[place] = activation(f, x, &d);
      if (derivative) derivative[place] = d;
    }
}

static void activate_gated(fpt_activation f, const float *a, const float *b, float *y, size_t rows,
                           size_t columns) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * 2 * columns + i;
      float d;
      y[row * columns + i] = activation(f, a[place], &d) * b[place];
    }
}

static void gated_gradient(fpt_activation f, const float *a, const float *b, const float *dy,
                           float *da, float *db, size_t rows, size_t columns, bool accumulates) {
  for (size_t row = 0; row < rows; row++)
    for (size_t i = 0; i < columns; i++) {
      size_t place = row * 2 * columns + i;
      float d, value = activation(f, a[place], &d), upstream = dy[row * columns + i];
      float a_part = upstream * b[place] * d, b_part = upstream * value;
      da[place] = accumulates ? da[place] + a_part : a_part;
      db[place] = accumulates ? db[place] + b_part : b_part;
    }
}
