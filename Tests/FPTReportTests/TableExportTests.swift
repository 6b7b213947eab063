import Testing

@testable import FPTReport

@Suite("Tables for other documents")
struct TableExportTests {
  @Test func markdown() {
    #expect(
      SampleNotebook.table.exported(as: .markdown) == #"""
        **Test accuracy**

        accuracy, %, mean ± standard deviation over 2 seeds; the seed changes initialization, training batches and \#
        dropout

        | arm | bit\_xor | fashion\_mnist |
        |---|---:|---:|
        | language | 99.6 ± 0.2 (paper 100, Δ −0.4) | 74.5 ± 0.3 (paper ?) |
        | random | 69.0†(1/2) ± – (paper 100.0, Δ −31.0) | · |
        | output\_only | ✗ | ∅ (paper ?) |

        † diverged: the last value before; ✗ failed; ∅ data or weights missing; · not computed yet; \#
        ? published value not known; – one seed, which has no spread; (n/m) n of m seeds have a value

        """#)
  }

  @Test func csv() {
    #expect(
      SampleNotebook.table.exported(as: .csv) == """
        arm,task,mean,std,min,max,count,expected,state,reference,difference,reference_name,source,confidence,diverged
        language,bit_xor,0.9961,0.0021,,,2,2,done,1.0,-0.0039000000000000146,paper,,,0
        language,fashion_mnist,0.745,0.0034,,,2,2,done,,,paper,,,0
        random,bit_xor,0.69,,,,1,2,diverged,1.0,-0.31000000000000005,paper,,,0
        random,fashion_mnist,,,,,0,0,missing,,,,,,0
        output_only,bit_xor,,,,,0,0,failed,,,,,,0
        output_only,fashion_mnist,,,,,0,0,unavailable,,,paper,,,0

        """)
  }

  @Test func latex() {
    #expect(
      SampleNotebook.table.exported(as: .latex).split(separator: "\n").dropLast(2)
        == #"""
        % \usepackage{booktabs} \usepackage{siunitx} % version 3
        % \usepackage{threeparttable}
        \begin{table}
          \centering
          \sisetup{separate-uncertainty, retain-zero-uncertainty, retain-explicit-plus, table-align-uncertainty=false, group-separator={,}}
          \begin{threeparttable}
          \caption{Test accuracy: accuracy, \%, mean $\pm$ standard deviation over 2 seeds; the seed changes initialization, training batches and dropout.}
          \label{tab:test-accuracy}
          \begin{tabular}{l S[table-format=-3.1(1.1)] S[table-format=2.1(1.1)]}
            \toprule
            arm & {bit\_xor} & {fashion\_mnist} \\
            \midrule
            language & 99.6(0.2) & 74.5(0.3) \\
            \quad paper & 100 & {?} \\
            \quad $\Delta$ & -0.4 &  \\
            random & 69.0{\tnote{--}}{\tnote{$\dagger$(1/2)}} & {$\cdot$} \\
            \quad paper & 100.0 &  \\
            \quad $\Delta$ & -31.0 &  \\
            output\_only & {$\times$} & {$\emptyset$} \\
            \quad paper &  & {?} \\
            \bottomrule
          \end{tabular}
          \begin{tablenotes}\footnotesize
            \item[$^\dagger$] diverged: the last value before
            \item[$\times$] failed
            \item[$\emptyset$] data or weights missing
            \item[$\cdot$] not computed yet
            \item[?] published value not known
            \item[--] one seed, which has no spread
            \item[(n/m)] n of m seeds have a value
          \end{tablenotes}
        """#.split(separator: "\n"))
  }

  /// A label with every character that means something in one of the formats.
  private static let hostile =
    "a|b,\"c\" *d* `e` <f> {g} \\h $i$ 50% #j ~k ^l [m](n) &amp; _o_ \u{301}|"

  @Test("Markdown shows every label as it is")
  func markdownEscapes() throws {
    let table = Self.table(label: Self.hostile)
    let blocks = MarkdownDocument(table.exported(as: .markdown)).blocks
    let parsed = blocks.compactMap { if case .table(let table) = $0 { table } else { nil } }
    let header = try #require(parsed.first?.header)
    #expect(header.count == 2)
    let texts = header.map { inlines in
      inlines.map { if case .text(let text) = $0 { text } else { "not plain" } }.joined()
    }
    #expect(texts == ["arm", Self.hostile])
  }

  @Test("CSV fields with commas, quotes or line breaks are quoted")
  func csvQuotes() {
    let csv = Self.table(label: "a,\"b\"\r\nc").exported(as: .csv)
    #expect(csv.contains("\nx,\"a,\"\"b\"\"\r\nc\",1.0,,,,1,1,done,,,,,,0\n"))
  }

  @Test("LaTeX never gets a bare special character")
  func latexEscapes() {
    let latex = Self.table(label: Self.hostile).exported(as: .latex)
    for bare in [" $i", "50%", " #j", " ~k", " ^l", " {g}", " _o", " &amp;"] {
      #expect(!latex.contains(bare), "\(bare)")
    }
    #expect(latex.contains(##"\{g\} \textbackslash{}h \$i\$ 50\% \#j"##))
  }

  @Test("rows and points that are absent are missing, not a crash", arguments: [true, false])
  func ragged(hasLabels: Bool) {
    var table = Self.table(label: "c")
    table.rows = hasLabels ? [["x", "surplus"], ["y"]] : [[], []]
    table.points = [[]]
    for format in NotebookTable.ExportFormat.allCases {
      #expect(!table.exported(as: format).isEmpty)
    }
    #expect(TerminalRenderer().render(.table(table)).contains("·"))
  }

  @Test("what a run skips is blank, and no sign explains it")
  func skipped() {
    var table = Self.table(label: "c")
    table.rows = [["x"], ["y"]]
    table.points.append([NotebookPoint(state: .skipped)])
    let markdown = table.exported(as: .markdown)
    #expect(markdown.contains("| y |  |"))
    #expect(!markdown.contains("not computed yet"))
    #expect(!TerminalRenderer().render(.table(table)).contains("·"))
  }

  private static func table(label: String) -> NotebookTable {
    NotebookTable(
      title: "T", measure: "m", rowAxes: ["arm"], columnAxes: ["task"], rows: [["x"]],
      columns: [[label]], points: [[NotebookPoint(state: .done, mean: 1, count: 1)]],
      show: [.mean], format: .number(digits: 1))
  }
}
