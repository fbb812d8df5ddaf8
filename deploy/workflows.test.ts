import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

/** Suture's own repository, and that of the demonstration. */
const REPOSITORIES = ['.', 'demo/service'];
const FOLDER = '.github/workflows';

interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<
    string,
    { 'timeout-minutes'?: number; needs?: string | string[]; steps: { uses?: string; run?: string }[] }
  >;
}

const workflows = REPOSITORIES.flatMap((root) =>
  readdirSync(join(root, FOLDER)).map((name) => ({ root, path: join(root, FOLDER, name) })),
);

describe.each(workflows)('$path', ({ root, path }) => {
  const text = readFileSync(path, 'utf8');
  const workflow = parse(text) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);
  const runs = steps.map(({ run }) => run ?? '').join('\n');

  it('runs programs and npm scripts that exist in its repository', () => {
    const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      scripts: Record<string, string>;
    };
    const programs = [...runs.matchAll(/(?:^|\bnode )([\w/-]+\.mjs|\.ci\/run)/gm)].map(
      (match) => match[1] as string,
    );
    const named = [...runs.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] as string);
    expect(programs.length + named.length).toBeGreaterThan(0);
    expect(programs.filter((program) => !existsSync(join(root, program)))).toEqual([]);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('pins each action to a commit, with the version beside it', () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map((match) => match[1] as string);
    expect(used.filter((one) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([]);
  });

  it('has read rights only unless a job asks for more, and each job has a time limit', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.every((job) => (job['timeout-minutes'] ?? 0) > 0)).toBe(true);
  });

  it('puts no text of other people into a shell', () => {
    const written = /\$\{\{[^}]*(github\.(event|head_ref|actor)|inputs\.)/;
    expect(steps.filter(({ run }) => run && written.test(run))).toEqual([]);
  });
});

it('the report of a rollout depends on every other job', () => {
  const { jobs } = parse(readFileSync(join('demo/service', FOLDER, 'deploy.yml'), 'utf8')) as Workflow;
  const others = Object.keys(jobs).filter((name) => name !== 'report');
  expect(jobs.report?.needs).toEqual(others);
});

it('the pipeline of the demonstration needs nothing of Suture', () => {
  const folder = 'demo/service/pipeline';
  const scripts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const imports = scripts.flatMap((text) =>
    [...text.matchAll(/ from '([^']+)'/g)].map((match) => match[1] as string),
  );
  expect(imports.length).toBeGreaterThan(5);
  expect(imports.filter((one) => !/^(node:|\.\/)/.test(one))).toEqual([]);
});
