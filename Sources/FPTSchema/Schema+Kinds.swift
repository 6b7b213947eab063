extension Schema {
  /// The kinds of declarations, in the order in which they are listed.
  ///
  /// The trainer knows the fields of `train`, and what draws tables and plots knows theirs.
  package static func kinds(
    train: [any DeclaredField], table: [any DeclaredField], plot: [any DeclaredField]
  ) -> [KindSchema] {
    [
      KindSchema(
        .experiment, form: .block,
        fields: [
          FieldSchema(
            "fpt", .integer, required: true, range: NumberRange(from: 1),
            "Version of the language the file is written in.", example: "fpt: 1"),
          FieldSchema(
            "title", .text, "Heading of the report; the experiment's name where absent.",
            example: "title: \"FPT against full training\""),
        ] + ExperimentFields.all,
        "Names the experiment; every experiment file has exactly one.",
        example: "experiment table1 { fpt: 1 }"),
      KindSchema(
        .use, name: .path, form: .bare,
        "Makes the declarations of another file known here; the path is relative to this file.",
        example: "use \"common/tasks.fpt\""),
      KindSchema(
        .param, form: .value, "Names a value for use in expressions and for `--set`.",
        example: "param steps = 2_000"),
      KindSchema(
        .task, form: .value, presentation: point,
        "A data set with a question and an answer.",
        example: "task bit_xor = BitXOR(length: 5) { label: \"Bit XOR\" }"),
      KindSchema(
        .model, form: .value, presentation: point,
        "A backbone with its weights.",
        example: "model language = BERT(weights: \"minilm\")"),
      KindSchema(
        .freeze, form: .value, presentation: point,
        "A policy that names what is frozen.",
        example: "freeze fpt = all except [input, output, positions, layernorm]"),
      KindSchema(
        .train, form: .derivableBlock, fields: train, presentation: point,
        "How a model is trained.",
        example: "train quick { steps: 400 }"),
      KindSchema(
        .measure, form: .value, presentation: named,
        "A number, or numbers, to record about every cell.",
        example: "measure accuracy = Accuracy(split: test)"),
      KindSchema(
        .arm, name: .either, form: .derivableBlock,
        fields: partFields.filter { $0.name != "task" }, presentation: point,
        "One of the things compared: a model, what is frozen, and how it is trained.",
        example: "arm frozen { model: language; freeze: fpt; train: quick }"),
      KindSchema(
        .run, form: .block,
        fields: partFields + [
          FieldSchema(
            "arm", .declared(.arm), "The arm, where there is no `arm` axis.", example: "arm: frozen"
          ),
          FieldSchema(
            "measure", .list(.declared(.measure)), required: true, "What is recorded.",
            example: "measure: [accuracy, curve]"),
          FieldSchema(
            "keep", .list(.symbol(Retention.closedSet)), default: .list([]),
            "What is stored besides curves and measures.", example: "keep: [weights]"),
        ], presentation: named,
        "A grid of cells: one for every point of its axes.",
        example:
          "run main { axes { task: [bit_xor]; seed: 0..<3 }; arm: frozen; measure: accuracy }"),
      KindSchema(
        .reference, form: .value, presentation: named,
        "Published numbers to stand beside the measured ones.",
        example: "reference paper = CSV(\"reference/table1.csv\")"),
      KindSchema(
        .table, name: .either, form: .block, fields: table, presentation: figure,
        "A table of one measure of a run.",
        example: "table \"Accuracy\" { of: main.accuracy; rows: arm; columns: task }"),
      KindSchema(
        .plot, name: .either, form: .block, fields: plot, presentation: figure,
        "A plot of one measure of a run.",
        example: "plot \"Curves\" { of: main.curve; y: test.accuracy; series: arm; facet: task }"),
      KindSchema(
        .profile, form: .derivableBlock,
        "Values to change together, such as a quick setting for a laptop. `profile causal = laptop with { … }` has "
          + "those of another profile first.",
        example: "profile laptop { train.steps: 400; seed: 0..<1 }"),
    ]
  }

  private static let named = [PresentationFields.label]
  private static let point = [PresentationFields.label, PresentationFields.footnote]
  private static let figure = [
    PresentationFields.heading, PresentationFields.caption, PresentationFields.note,
  ]

  private static let partFields: [FieldSchema] = [
    FieldSchema("task", .declared(.task), "What is learned.", example: "task: bit_xor"),
    FieldSchema("model", .declared(.model), "What learns.", example: "model: language"),
    FieldSchema("freeze", .declared(.freeze), "What is frozen.", example: "freeze: fpt"),
    FieldSchema("train", .declared(.train), "How it is trained.", example: "train: quick"),
  ]
}
