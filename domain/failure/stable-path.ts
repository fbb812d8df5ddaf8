/** Where images and servers put a program; what follows is the program's own. */
const ROOTS =
  /^(?:[a-z]:)?\/?(?:usr\/src\/app|usr\/app|app|workspace|srv\/[^/]+|opt\/[^/]+|var\/task|var\/www\/[^/]+|home\/[^/]+\/[^/]+|Users\/[^/]+\/[^/]+|root\/[^/]+)\//i;
/** Folders that a release gets: commits, times, numbers. */
const RELEASE = /(?:^|\/)(?:releases?|versions?|deploy(?:ments)?|builds|tmp|temp)\/[^/]+\//i;
/** Hashes that bundlers put into names. */
const HASH = /[.-](?:[0-9a-f]{8,}|(?=[A-Z0-9]*\d)[A-Z0-9]{8})(?=\.)/g;
/** Segments of a path that is not below a known root, from its end. */
const TAIL = 3;

/** A path that is not in the repository, without what differs between machines and releases. */
export function stablePath(path: string): string {
  const inside = path.replace(RELEASE, '/').replace(ROOTS, '');
  const plain = inside.replace(HASH, '.*');
  return plain.split('/').filter(Boolean).slice(-TAIL).join('/');
}
