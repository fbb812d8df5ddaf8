import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import type { Sandbox } from '../sandbox/task.ts';

/** The packages of a checkout, in a cache that proofs only read. */
export interface Packages {
  /** Absolute, without links; laid out like the checkout. */
  home: string;
  /** Its `node_modules`, relative to it: that of the root, and those of workspaces. */
  modules: string[];
}

export interface InstallPackages {
  /** The checkout. */
  folder: string;
  definition: Pick<CompleteDefinition, 'root' | 'install' | 'node'>;
  /** Where packages are kept, a folder for each set of inputs. Programs may share it. */
  cache: string;
  /** The installer gets a few plain variables of it, and the token that the definition names. */
  environment: Record<string, string | undefined>;
  /** The installer and the scripts of packages run in it. */
  sandbox: Sandbox;
  signal: AbortSignal;
  /** Receives what the installer prints. */
  onOutput?(text: string): void;
}

/** What a checkout runs with. */
export interface Installed {
  /** Null for a service without packages. */
  packages: Packages | null;
  /** The folder of its Node, absolute; null where Suture's own is right. */
  node: string | null;
}
