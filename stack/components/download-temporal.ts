import { createWriteStream } from 'node:fs';
import { arch, platform } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { z } from 'zod';
import { timeLimit } from '../../platform/deadline.ts';
import { runTool } from '../process/run-tool.ts';

/** What the service answers: https://temporal.download is what Temporal's SDKs use for their ephemeral servers. */
const Answer = z.object({ archiveUrl: z.url(), fileToExtract: z.string() });

const ARCHITECTURES: Record<string, string> = { x64: 'amd64', arm64: 'arm64' };

export interface DownloadOptions {
  folder: string;
  signal: AbortSignal;
  say(line: string): void;
  /** The download service; another one in tests. */
  service?: string;
  /** How long the service may take to answer, in milliseconds. A blocked network must not hold up the other ways. */
  answerMs?: number;
}

/**
 * Downloads the Temporal CLI into a folder and returns the program's path.
 * @throws when the service does not answer in time, or with something else than an archive.
 */
export async function downloadTemporal(options: DownloadOptions): Promise<string> {
  const { folder, signal, service = 'https://temporal.download', answerMs = 5_000 } = options;
  const query = new URLSearchParams({ platform: platform(), arch: ARCHITECTURES[arch()] ?? arch() });
  const answer = await fetch(`${service}/cli/default?${query}`, {
    signal: AbortSignal.any([signal, timeLimit(answerMs)]),
  });
  if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
  const { archiveUrl, fileToExtract } = Answer.parse(await answer.json());
  options.say(`Temporal: downloading ${archiveUrl}`);
  // Ten minutes for some 50 MB: a slower line is better served by a cached program.
  const archive = await fetch(archiveUrl, {
    signal: AbortSignal.any([signal, timeLimit(600_000)]),
  });
  if (!archive.ok || !archive.body) throw new Error(`${archiveUrl} answered ${archive.status}`);
  const file = join(folder, 'archive.tar.gz');
  await pipeline(Readable.fromWeb(archive.body as ReadableStream), createWriteStream(file));
  const unpacked = await runTool('tar', ['-xzf', file, '-C', folder, fileToExtract], { signal });
  if (unpacked.code !== 0) throw new Error(`the archive could not be unpacked: ${unpacked.tail}`);
  return join(folder, fileToExtract);
}
