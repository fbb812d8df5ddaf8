/**
 * Perl that runs a command so that nothing it starts outlives it. Processes that leave its session or lose their parent
 * come back to this one (PR_SET_CHILD_SUBREAPER, which Node cannot ask for). It ends them when the command ends, and when
 * the program that started this one dies. Its arguments: the number of the system call `prctl`, then the command.
 */
export const SUPERVISOR = `
use warnings;
use POSIX ':sys_wait_h';

my $prctl = shift @ARGV;
syscall($prctl, 36, 1, 0, 0, 0); # PR_SET_CHILD_SUBREAPER
syscall($prctl, 1, 15, 0, 0, 0); # PR_SET_PDEATHSIG, SIGTERM

sub children {
  open(my $list, '<', "/proc/$$/task/$$/children") or return ();
  return split ' ', (<$list> // '');
}

# The children of an ended process become ours, so it ends a generation at a time.
sub end_all {
  while (my @left = children()) {
    kill 'KILL', @left;
    waitpid(-1, 0) for @left;
  }
}

$SIG{TERM} = sub { end_all(); exit 143 };

my $main = fork();
die "it cannot be started: $!\\n" unless defined $main;
if ($main == 0) {
  $SIG{TERM} = 'DEFAULT';
  exec { $ARGV[0] } @ARGV or print STDERR "$ARGV[0]: $!\\n";
  POSIX::_exit(127);
}
my $code = 1;
while ((my $pid = waitpid(-1, 0)) > 0) {
  next if $pid != $main;
  $code = WIFEXITED($?) ? WEXITSTATUS($?) : 128 + WTERMSIG($?);
  end_all();
}
exit $code;
`;
