import tab from '@bomb.sh/tab/commander'
import type { Command } from 'commander'
import { SCOPES } from '../domain/scope.ts'

/** Adds `completion <shell>`, and the hidden command that the shells ask. */
export function addCompletion(program: Command): void {
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
}

const HELP = `
Examples:
  $ source <(pit completion bash)
  $ pit completion bash > ~/.local/share/bash-completion/completions/pit
  $ pit completion zsh > "\${fpath[1]}/_pit"
  $ pit completion fish > ~/.config/fish/completions/pit.fish`
