# Prints what zsh would offer after Tab, one a line: zsh -f complete.zsh <script with the completion> <line>
# Completion works in an interactive shell only, so one is started on a terminal of its own, and told to say what it
# would add. The matches stand between two marks, since a terminal echoes.
zmodload zsh/zpty
zpty inner zsh -f -i
tell() {
  zpty -w inner "$1"
  zpty -r inner REPLY "*$2*"
}
tell 'PROMPT= RPROMPT=; unsetopt zle_bracketed_paste beep; autoload -U compinit; compinit -D -u; print set""-up' '*set-up*'
tell "source ${(q)1}; print loa\"\"ded" '*loaded*'
tell 'compadd() {
  if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then builtin compadd "$@"; return; fi
  local -a hits; builtin compadd -A hits "$@"; builtin compadd "$@"
  local hit; for hit in $hits; do print -r -- "hit:$hit:"; done
}; done_completing() { print -r -- "no"more; }; comppostfuncs=(done_completing); bindkey "^I" complete-word; print rea""dy' '*ready*'
zpty -w -n inner "$2"$'\t'
zpty -r inner REPLY '*nomore*'
print -r -- "$REPLY"
zpty -d inner
