import Foundation
import Testing

/// What three shells offer: each is asked itself, with the script that the program gives it.
@Suite struct CompletionTests {
  private static func path(_ shell: String) -> String? {
    ["/bin/", "/usr/bin/", "/usr/local/bin/", "/opt/homebrew/bin/"].map { $0 + shell }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  /// A line as it is typed, and what has to be among the answers.
  static let lines: [(line: String, answer: String)] = [
    ("fpt-script experiments/qui", "quick.fpt"), ("fpt-script mi", "mine.fpt"),
    ("fpt-script exp", "explain"), ("fpt-script mine.fpt --profile ", "short"),
    ("fpt-script check mine.fpt --profile ", "short"), ("fpt-script mine.fpt --pro", "--profile"),
    ("fpt-script mine.fpt --only arm=f", "fpt"),
    ("fpt-script mine.fpt --set train.st", "train.steps="),
    ("fpt-script show results/", "mine.h5"), ("fpt-script explain layern", "layernorm"),
  ]

  /// A folder with an experiment, a results file, the program under its name, and a shell's script.
  private func folder(_ shell: String) throws -> Command {
    let command = try Command()
    let text = TinyScript.text(extra: "profile short { train.steps: 4 }")
    try command.write(text, to: "mine.fpt")
    try command.write(text, to: "experiments/quick.fpt")
    try command.write("", to: "results/mine.h5")
    let script = try command.run("--generate-completion-script", shell)
    #expect(script.status == 0)
    try command.write(script.output, to: "script")
    let made = try command.shell("mkdir bin && ln -s \"$FPT\" bin/fpt-script")
    #expect(made.status == 0)
    return command
  }

  private func expect(_ found: String, has answer: String, _ line: String) {
    #expect(found.contains(answer), "\(line)\n\(found)")
  }

  @Test(.enabled(if: path("bash") != nil, "needs bash"))
  func bash() throws {
    let command = try folder("bash")
    try command.write(
      #"""
      source ./script
      PATH="$PWD/bin:$PATH"
      compopt() { :; }
      while IFS= read -r line; do
        COMP_LINE="$line" COMP_POINT=${#line} COMP_WORDS=() COMPREPLY=()
        spaced="${line//=/ = }"
        read -ra COMP_WORDS <<< "$spaced"
        [[ "$line" == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _fpt-script_or_run fpt-script "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
        echo "${COMPREPLY[*]}"
      done
      """#, to: "driver")
    try command.write(Self.lines.map { $0.line + "\n" }.joined(), to: "lines")
    let result = try command.shell("timeout 60 bash driver < lines")
    let answers = result.output.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, (line, answer)) in Self.lines.enumerated() where index < answers.count {
      expect(String(answers[index]), has: answer, line)
    }
    #expect(answers.count >= Self.lines.count, "\(result.messages)")
    // A folder is offered beside the commands that begin in the same way.
    #expect(answers.count > 2 && answers[2].contains("experiments"))
  }

  @Test(.enabled(if: path("fish") != nil, "needs fish"))
  func fish() throws {
    let command = try folder("fish")
    for (line, answer) in Self.lines {
      let result = try command.shell(
        "PATH=\"$PWD/bin:$PATH\" HOME=\"$PWD\" timeout 60 fish -N -c \"source ./script; complete -C '\(line)'\""
      )
      expect(result.output + result.messages, has: answer, line)
    }
  }

  @Test(.enabled(if: path("zsh") != nil, "needs zsh"))
  func zsh() throws {
    let command = try folder("zsh")
    try command.write(
      #"""
      zmodload zsh/zpty
      zpty shell zsh -f -i
      zpty -w shell "PATH=$PWD/bin:\$PATH; autoload -Uz compinit; compinit -u -D; LISTMAX=0; bindkey '^I' list-choices; source ./script; print READY\$((1 + 1))"
      wait_for() {
        seen='' chunk=''
        for i in {1..200}; do
          zpty -rt shell chunk 2>/dev/null && seen+=$chunk
          [[ $seen == *$1* ]] && return 0
          sleep 0.05
        done
        return 1
      }
      wait_for READY2
      while IFS= read -r line; do
        answer=${line#*|}
        zpty -n -w shell "${line%%|*}"$'\t'
        if wait_for "$answer"; then print yes; else print "no: $line: ${(V)seen}"; fi
        # Clears the line.
        zpty -n -w shell $'\C-u'
        sleep 0.1
      done
      zpty -d shell
      """#, to: "driver")
    // What is typed is echoed, so an answer has to say more than that.
    let lines = Self.lines.filter { !$0.line.contains($0.answer) }
    try command.write(lines.map { "\($0.line)|\($0.answer)\n" }.joined(), to: "lines")
    let result = try command.shell("TERM=xterm timeout 100 zsh -f driver < lines")
    let answers = result.output.split(separator: "\n").map(String.init)
    #expect(answers == lines.map { _ in "yes" }, "\(result.output)\(result.messages)")
  }
}
