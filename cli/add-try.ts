import type { Command } from 'commander';
import type { TryOptions } from './commands/try.ts';
import { collectRequests } from './parse-request.ts';

type Given = Pick<TryOptions, 'recording' | 'commit' | 'allow' | 'model' | 'write'>;

/** Adds `suture try`, whose options for a request belong to the `--request` before them. */
export function addTry(program: Command, run: (options: TryOptions) => Promise<void>): void {
  const collected = collectRequests();
  program
    .command('try')
    .description('replay a failing request in the sandbox, and look for a proven fix; changes nothing')
    .argument('[fault]', 'the code of a declared fault, in the place of requests')
    .option('--request <request>', "such as 'POST /orders'; several are allowed", collected.request)
    .option(
      '--header <header>',
      "of the request before it, such as 'authorization: Bearer …'",
      collected.header,
    )
    .option('--body <body>', 'of the request before it: JSON, or a text', collected.body)
    .option('--expect <status>', 'what would be right; without it nothing is fixed', collected.expect)
    .option('--expect-body <body>', 'what would be right', collected.expectBody)
    .option('--recording <file>', 'a recording of a failing request, in the place of requests')
    .option('--commit <commit>', 'a commit, branch or tag; default: HEAD')
    .option('--allow <path>', 'a file that the fix may change; several are allowed', listed, [])
    .option('--model [model]', 'ask Claude, too, by ANTHROPIC_API_KEY')
    .option('--write <file>', 'write the proven patch to this file')
    .action((fault: string | undefined, options: Given) =>
      run({ ...options, fault, requests: collected.requests() }),
    );
}

function listed(path: string, before: string[]): string[] {
  return [...before, path.replace(/^\.\//, '')];
}
