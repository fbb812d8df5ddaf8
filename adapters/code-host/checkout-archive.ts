import { createHash } from 'node:crypto';
import { chmod, lstat, mkdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SutureError } from '../../domain/errors.ts';
import { checkPath } from './checks.ts';
import { emptyFolder } from './empty-folder.ts';
import type { ArchiveSource, TreeFile } from './operations.ts';

/** For the download and the unpacking, in milliseconds. */
const ARCHIVE_TIMEOUT_MS = 300_000;
const LINK = '120000';
const EXECUTABLE = '100755';

/**
 * Puts a commit's tree into a folder that is empty or absent: one download, and then each file is held against its
 * blob's id. An archive lacks what `export-ignore` names and rewrites what `export-subst` names; those files are
 * fetched one by one.
 * @throws SutureError `folder_not_empty`, `unknown_commit`, `code_host_unavailable`
 */
export async function checkoutArchive(source: ArchiveSource, commit: string, folder: string): Promise<void> {
  const [{ url }, files] = await Promise.all([source.archive(commit), source.listing(commit)]);
  const target = await emptyFolder(folder);
  await unpack(url, target);
  for (const file of files) {
    if ((await blobIdOf(join(target, file.path))) !== file.sha) await fetchFile(source, target, file);
  }
}

async function unpack(url: string, target: string): Promise<void> {
  const { extract } = await import('tar');
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(ARCHIVE_TIMEOUT_MS) });
    if (!response.ok || !response.body) throw new Error(`answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body), extract({ cwd: target, strip: 1 }));
  } catch (cause) {
    await rm(target, { recursive: true, force: true });
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new SutureError(
      'code_host_unavailable',
      `The archive from ${new URL(url).host} could not be unpacked (${why}); the step is retried.`,
      { retryable: true, cause },
    );
  }
}

/** What git calls this file's content; null if it does not exist. */
async function blobIdOf(path: string): Promise<string | null> {
  const found = await lstat(path).catch(() => null);
  if (!found || found.isDirectory()) return null;
  const content = found.isSymbolicLink() ? Buffer.from(await readlink(path)) : await readFile(path);
  return createHash('sha1').update(`blob ${content.byteLength}\0`).update(content).digest('hex');
}

async function fetchFile(
  source: ArchiveSource,
  target: string,
  { path, mode, sha }: TreeFile,
): Promise<void> {
  checkPath(path);
  const content = Buffer.from(await source.blob(sha), 'base64');
  const place = join(target, path);
  await mkdir(dirname(place), { recursive: true });
  await rm(place, { recursive: true, force: true });
  if (mode === LINK) return symlink(content.toString(), place);
  await writeFile(place, content);
  await chmod(place, mode === EXECUTABLE ? 0o755 : 0o644);
}
