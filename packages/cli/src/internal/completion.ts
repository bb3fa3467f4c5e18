import { vocabulary } from "./program.ts"

const flagsOf = (
  flags: (typeof vocabulary)[number]["flags"]
): ReadonlyArray<string> => [...flags.flatMap(([flag]) => flag.split(" ")[0] ?? []), "--help"]

const bash = (): string =>
  [
    "_line_pay_cli() {",
    "  local word=${COMP_WORDS[COMP_CWORD]}",
    "  if [ \"$COMP_CWORD\" -eq 1 ]; then",
    `    COMPREPLY=($(compgen -W "${vocabulary.map(({ name }) => name).join(" ")} --help --version" -- "$word"))`,
    "    return",
    "  fi",
    "  case ${COMP_WORDS[1]} in",
    ...vocabulary.map(({ flags, name }) =>
      `    ${name}) COMPREPLY=($(compgen -f -W "${flagsOf(flags).join(" ")}" -- "$word")) ;;`
    ),
    "  esac",
    "}",
    "complete -F _line_pay_cli line-pay-cli"
  ].join("\n")

const fish = (): string =>
  vocabulary.flatMap(({ flags, name, summary }) => [
    `complete -c line-pay-cli -n __fish_use_subcommand -a ${name} -d '${summary.replaceAll("'", "\\'")}'`,
    ...flagsOf(flags).map((flag) =>
      `complete -c line-pay-cli -n '__fish_seen_subcommand_from ${name}' -l ${flag.slice(2)}`
    )
  ]).join("\n")

/** The script that a shell sources. Zsh reads that of bash. */
export const script = (shell: "bash" | "zsh" | "fish"): string =>
  shell === "fish" ? fish() : shell === "bash" ? bash() : `autoload -U +X bashcompinit && bashcompinit\n${bash()}`
