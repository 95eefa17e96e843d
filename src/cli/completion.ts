import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { SCOPES } from '../domain/scope.ts'

/** Adds `completion <shell>`, and the hidden command that the shells ask. */
export function addCompletion(program: Command, writeOut: (text: string) => void): void {
  const completion = tab(program, { completionCommandName: 'completion' })
  for (const path of ['integrations create', 'integrations edit']) {
    for (const option of ['scopes', 'add-scopes', 'remove-scopes']) {
      const found = completion.commands.get(path)?.options.get(option)
      if (found !== undefined) {
        found.handler = complete => {
          for (const { scope, label } of SCOPES) complete(scope, label)
        }
      }
    }
  }
  program.commands
    .find(command => command.name() === 'completion')
    ?.description('Print a completion script for bash, zsh, fish or powershell.')
    .helpGroup('Other:')
    .addHelpText('after', HELP)
    .action((shell: string) => writeOut(sourceable(scriptFor(shell, completion.setup))))
}

/** The library prints its script itself, and to nowhere else. */
function scriptFor(shell: string, setup: (name: string, executable: string, shell: string) => void): string {
  const lines: string[] = []
  const { log } = console
  console.log = (text: string) => void lines.push(text)
  try {
    setup('pit', 'pit', shell)
  } finally {
    console.log = log
  }
  return `${lines.join('\n')}\n`
}

/** A shell that reads its start-up file twice would stumble over constants: they are the script's alone, so names do. */
function sourceable(script: string): string {
  return script.replace(/^readonly (?=ShellComp)/gm, '')
}

const HELP = `
Examples:
  $ source <(pit completion bash)
  $ pit completion bash > ~/.local/share/bash-completion/completions/pit
  $ pit completion zsh > "\${fpath[1]}/_pit"
  $ pit completion fish > ~/.config/fish/completions/pit.fish`
