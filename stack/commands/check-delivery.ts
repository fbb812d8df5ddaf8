import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { SutureError } from '../../domain/errors.ts';
import { type Component, type Found, obtain } from '../components/component.ts';
import { compose, composeCommand } from '../components/compose.ts';
import { actionlint, cfnLint, hadolint } from '../components/linters.ts';
import { runTool } from '../process/run-tool.ts';
import type { Command, CommandContext } from './command.ts';

/** A check of files that no test of ours runs, by a tool that knows their format. */
export interface Check {
  files: string[];
  tool: Component;
  /** Each must exit with 0. */
  commands(tool: Found): { words: [string, ...string[]]; environment?: Record<string, string> }[];
}

/** Variables without which Compose reads no file; a check does not use their values. */
const PLACEHOLDERS = {
  POSTGRES_PASSWORD: 'unused',
  ADMIN_TOKEN: 'unused',
  CALLBACK_SECRET: 'unused',
  DATABASE_PASSWORD: 'unused',
};
/** Suture's own workflows, and those of the demonstration's repository. */
const WORKFLOWS = ['.github/workflows', 'demo/service/.github/workflows'];
const TEMPLATES = ['deploy/template.yaml', 'deploy/demo.yaml'];
const DOCKERFILES = ['deploy/Dockerfile', 'demo/service/Dockerfile'];

const path = (tool: Found) => tool.path as string;

/** @param root of the checkout */
export function checksOf(root: string): Check[] {
  const workflows = WORKFLOWS.filter((folder) => existsSync(join(root, folder))).flatMap((folder) =>
    readdirSync(join(root, folder))
      .filter((name) => /\.ya?ml$/.test(name))
      .map((name) => `${folder}/${name}`),
  );
  const composed = (tool: Found, file: string, profile: string) => ({
    words: [...composeCommand(tool), '--file', join(root, file), 'config', '--quiet'] as [
      string,
      ...string[],
    ],
    environment: { ...PLACEHOLDERS, COMPOSE_PROFILES: profile },
  });
  return [
    {
      files: workflows,
      tool: actionlint,
      commands: (tool) => [{ words: [path(tool), ...workflows.map((file) => join(root, file))] }],
    },
    {
      files: TEMPLATES,
      tool: cfnLint,
      commands: (tool) => TEMPLATES.map((file) => ({ words: [path(tool), '--template', join(root, file)] })),
    },
    {
      files: DOCKERFILES,
      tool: hadolint,
      commands: (tool) => [{ words: [path(tool), ...DOCKERFILES.map((file) => join(root, file))] }],
    },
    {
      files: ['docker-compose.yml', 'demo/service/compose.yaml'],
      tool: compose,
      commands: (tool) => [
        composed(tool, 'docker-compose.yml', 'local'),
        composed(tool, 'docker-compose.yml', 'github'),
        composed(tool, 'demo/service/compose.yaml', ''),
      ],
    },
  ];
}

/**
 * `npm run lint:infra [-- file…]`: checks what is deployed by the tools that know it. A tool that cannot be installed is
 * reported and is not a failure, since some machines cannot have all of them; a finding is.
 */
export const runCheckDelivery: Command = async (context) => {
  const failed: string[] = [];
  const wanted = (check: Check) =>
    context.args.length === 0 || check.files.some((file) => context.args.includes(file));
  for (const check of checksOf(context.root).filter(wanted)) {
    const what = check.files.join(', ');
    const tool = await toolFor(check, context);
    if (!tool) continue;
    const findings = await findingsOf(check, tool, context);
    const version = tool.version ? ` ${tool.version}` : '';
    context.say(`${findings === '' ? 'good' : 'BAD'}   ${what} (${tool.name}${version})`);
    if (findings === '') continue;
    failed.push(what);
    context.say(findings);
  }
  if (failed.length > 0) context.say(`Fix: ${failed.join(', ')}`);
  return failed.length > 0 ? 1 : 0;
};

async function toolFor(check: Check, context: CommandContext): Promise<Found | null> {
  try {
    return await obtain(check.tool, context);
  } catch (error) {
    if (!(error instanceof SutureError && error.type === 'component_missing')) throw error;
    context.say(`NOT CHECKED ${check.files.join(', ')}: ${error.message}`);
    return null;
  }
}

async function findingsOf(check: Check, tool: Found, context: CommandContext): Promise<string> {
  const found: string[] = [];
  for (const { words, environment } of check.commands(tool)) {
    const [program, ...args] = words;
    const result = await runTool(program, args, {
      cwd: context.root,
      env: { ...context.environment, ...environment },
      signal: context.signal,
      timeoutMs: 120_000,
    });
    if (result.code !== 0) found.push(result.tail || `${program} exits with ${result.code}`);
  }
  return found.join('\n');
}
