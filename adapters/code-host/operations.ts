import type { CodeHost } from '../../domain/ports/code-host.ts';

/** A file of a commit's tree. */
export interface TreeFile {
  path: string;
  /** `100644`, `100755`, or `120000` for a symbolic link. */
  mode: string;
  /** The id of its blob. */
  sha: string;
}

/** What a checkout needs of a host that is not on this machine. Errors as the port's. */
export interface ArchiveSource {
  /** The address of a tarball of the commit, good for minutes, that needs no credentials. */
  archive(commit: string): Promise<{ url: string }>;
  /** All files of the commit's tree. */
  listing(commit: string): Promise<TreeFile[]>;
  /** Base64. */
  blob(sha: string): Promise<string>;
}

/** All that a host does that is not on this machine; a checkout is made from it on this one. */
export type RemoteOperations = Omit<CodeHost, 'name' | 'checkout' | 'listFiles'> & ArchiveSource;
