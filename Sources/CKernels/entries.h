// A table: its name, its matrix multiplications, and ENTRY(x), the function of each entry x.
#define KERNEL_TABLE(table, text, exact, rounded)                                            \
  extern const fpt_gemm_kernels exact, rounded;                                              \
  const fpt_kernels table = {                                                                \
    .name = text, .gemm = &exact, .gemm_bf16 = &rounded,                                     \
    .widen = ENTRY(widen), .elementary = ENTRY(elementary), .activate = ENTRY(activate),     \
    .activate_gated = ENTRY(activate_gated), .gated_gradient = ENTRY(gated_gradient),        \
    .apply_epilogue = ENTRY(apply_epilogue), .apply_mask = ENTRY(apply_mask),                \
    .draw_mask = ENTRY(draw_mask), .multiply = ENTRY(multiply), .add = ENTRY(add),           \
    .scale = ENTRY(scale), .scale_columns = ENTRY(scale_columns),                            \
    .add_positions = ENTRY(add_positions), .add_to_rows = ENTRY(add_to_rows),                \
    .sum = ENTRY(sum), .dot = ENTRY(dot), .sum_rows = ENTRY(sum_rows),                       \
    .sum_products = ENTRY(sum_products), .norm_weight_gradient = ENTRY(norm_weight_gradient),\
    .moments = ENTRY(moments), .layer_norm = ENTRY(layer_norm),                              \
    .norm_gradient = ENTRY(norm_gradient), .rms_norm = ENTRY(rms_norm),                      \
    .rms_norm_gradient = ENTRY(rms_norm_gradient), .exponentiate = ENTRY(exponentiate),      \
    .score_gradient = ENTRY(score_gradient), .rotate = ENTRY(rotate),                        \
    .lstm_step = ENTRY(lstm_step),                                                           \
    .lstm_gradient = ENTRY(lstm_gradient), .cross_entropy = ENTRY(cross_entropy),            \
    .adam = ENTRY(adam), .combine = ENTRY(combine), .sum_of_squares = ENTRY(sum_of_squares)  \
  }
