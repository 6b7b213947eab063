import ArgumentParser

/// The completion scripts: those of the argument parser, and behind each what knows that `fpt-script FILE` is `fpt-script run FILE`.
enum ShellCompletion {
  private static let option = "--generate-completion-script"

  /// The script that the arguments ask for; nil where they ask for none, or for that of an unknown shell.
  static func script(for arguments: [String]) -> String? {
    guard let first = arguments.first, first == option || first.hasPrefix(option + "=") else {
      return nil
    }
    let name =
      first == option ? arguments.dropFirst().first : String(first.dropFirst(option.count + 1))
    guard let shell = name.flatMap({ CompletionShell(rawValue: $0) }) else { return nil }
    let script = FPTScriptCommand.completionScript(for: shell)
    return switch shell {
    case .bash: script + "\n" + bash
    case .zsh: zsh(script)
    case .fish: script + "\n" + fish
    default: script
    }
  }

  private static let commands =
    FPTScriptCommand.configuration.groupedSubcommands.flatMap(\.subcommands)
    .compactMap { $0.configuration.commandName } + ["help"]

  private static let bash = """
    # A word that is no command is a file to run. Bash parts words at `=` and `:`, and options take them whole.
    _fpt-script_or_run() {
        local -a joined=("${COMP_WORDS[0]}")
        local -i index position=0
        for ((index = 1; index < ${#COMP_WORDS[@]}; index++)); do
            local part="${COMP_WORDS[index]}" before="${COMP_WORDS[index - 1]}"
            if ((index > 1)) && [[ "${part}" == [=:]* || ("${before}" == [=:]* && -n "${part}") ]]; then
                joined[${#joined[@]} - 1]+="${part}"
            elif ((index > 1)) && [[ "${before}" == [=:]* ]]; then
                :
            else
                joined+=("${part}")
            fi
            ((index == COMP_CWORD)) && position=$((${#joined[@]} - 1))
        done
        case "${joined[1]}" in
        -* | \(commands.joined(separator: " | "))) ;;
        *)
            if ((position > 1)); then
                joined=("${joined[0]}" run "${joined[@]:1}")
                ((position++))
            fi
            ;;
        esac
        local -a COMP_WORDS=("${joined[@]}")
        local -i COMP_CWORD="${position}"
        local COMP_LINE="${COMP_WORDS[*]:0:position + 1}"
        local -i COMP_POINT="${#COMP_LINE}"
        local word="${joined[position]}"
        COMPREPLY=()
        _fpt-script "${1}" "${word}" "${joined[position - 1]}"
        if ((position == 1)) && [[ "${word}" != -* ]]; then
            local file
            while IFS='' read -r file; do COMPREPLY+=("${file}"); done < <(
                compgen -o plusdirs -f -X '!*.fpt' -- "${word}"
            )
        fi
        # What stands before the last `=` is on the line already.
        local kept="${word%"${word##*[=:]}"}"
        [[ -n "${kept}" ]] && COMPREPLY=("${COMPREPLY[@]#"${kept}"}")
        # Behind a `=`, a value or a further axis follows.
        [[ "${#COMPREPLY[@]}" -eq 1 && "${COMPREPLY[0]}" == *= ]] && compopt -o nospace
        return 0
    }

    complete -o filenames -F _fpt-script_or_run fpt-script

    """

  /// The script begins the completion with its last lines; what knows of files comes before those.
  private static func zsh(_ script: String) -> String {
    let start = "if [[ \"${funcstack[1]}\" = _fpt-script ]]; then"
    guard let end = script.firstRange(of: start) else { return script }
    return String(script[..<end.lowerBound]) + """
      # A word that is no command is a file to run.
      functions[_fpt-script_commands]="${functions[_fpt-script]}"
      functions[_fpt-script]='_fpt-script_or_run "${@}"'

      _fpt-script_or_run() {
          case "${words[2]}" in
          -* | \(commands.joined(separator: " | "))) ;;
          *)
              if ((CURRENT > 2)); then
                  words=("${words[1]}" run "${(@)words[2,-1]}")
                  ((CURRENT++))
              else
                  _files -g '*.fpt'
              fi
              ;;
          esac
          _fpt-script_commands "${@}"
      }

      if [[ "${funcstack[1]}" = _fpt-script ]]; then
          _fpt-script_or_run "${@}"
      else
          compdef _fpt-script_or_run fpt-script
      fi

      """
  }

  private static let fish = """
    # A word that is no command is a file to run.
    functions -e __fpt-script_tokens_as_written
    functions -c __fpt-script_tokens __fpt-script_tokens_as_written

    function __fpt-script_tokens
        # Where nothing is typed, `commandline -C` of older versions sets the cursor instead of telling of it.
        if contains -- -tC $argv
            string length -- "$(commandline -ct)"
            return
        end
        set -l tokens (__fpt-script_tokens_as_written $argv)
        if test (count $tokens) -ge 2; and not string match -q -- '-t' $argv; and not string match -q -- '-*' $tokens[2]; and not contains -- $tokens[2] \(commands.joined(separator: " "))
            set tokens $tokens[1] run $tokens[2..]
        end
        if test (count $tokens) -ge 1
            printf '%s\\n' $tokens
        end
    end

    complete -c fpt-script -n 'test (count (__fpt-script_tokens_as_written -pc)) -eq 1' -fa '(__fish_complete_suffix .fpt)'

    """
}
