import ArgumentParser

/// `skald completions`: what a shell needs to complete commands, flags and files.
struct CompletionsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "completions", abstract: "Print the completion script of a shell.",
    discussion: """
      Example:
        skald completions bash > ~/.local/share/bash-completion/completions/skald
        skald completions zsh > ~/.zfunc/_skald    # with fpath+=(~/.zfunc) before compinit in ~/.zshrc
        skald completions fish > ~/.config/fish/completions/skald.fish
      """)

  /// The shells that there are scripts for.
  enum Shell: String, ExpressibleByArgument, CaseIterable {
    case bash
    case zsh
    case fish

    fileprivate var kind: CompletionShell {
      switch self {
      case .bash: .bash
      case .zsh: .zsh
      case .fish: .fish
      }
    }
  }

  @Argument(help: "The shell: bash, zsh or fish.")
  var shell: Shell

  func run() { Console.out(SkaldCommand.completionScript(for: shell.kind)) }
}
