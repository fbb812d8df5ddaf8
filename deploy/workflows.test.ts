import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

const folder = '.github/workflows';
const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };

interface Workflow {
  permissions?: Record<string, string>;
  jobs: Record<
    string,
    { 'timeout-minutes'?: number; needs?: string | string[]; steps: { uses?: string; run?: string }[] }
  >;
}

describe.each(readdirSync(folder))('%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const workflow = parse(text) as Workflow;
  const jobs = Object.values(workflow.jobs);
  const steps = jobs.flatMap((job) => job.steps);

  it('runs programs and npm scripts that exist', () => {
    const runs = steps.map(({ run }) => run ?? '').join('\n');
    const programs = [...runs.matchAll(/node (infra\/[\w/-]+\.mjs)/g)].map((match) => match[1] as string);
    const named = [...runs.matchAll(/npm run ([\w:-]+)/g)].map((match) => match[1] as string);
    expect(programs.length + named.length).toBeGreaterThan(0);
    expect(programs.filter((path) => !existsSync(path))).toEqual([]);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });

  it('uses actions by their commit, with the version beside it', () => {
    const used = [...text.matchAll(/uses: (.+)/g)].map((match) => match[1] as string);
    expect(used.filter((one) => !/^[\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(one))).toEqual([]);
  });

  it('may read only, unless a job says otherwise, and ends by itself', () => {
    expect(workflow.permissions).toEqual({ contents: 'read' });
    expect(jobs.every((job) => (job['timeout-minutes'] ?? 0) > 0)).toBe(true);
  });

  it('puts nothing that others write into a shell', () => {
    const written = /\$\{\{[^}]*(github\.(event|head_ref|actor)|inputs\.)/;
    expect(steps.filter(({ run }) => run && written.test(run))).toEqual([]);
  });
});

it('the report of a rollout hears of every job', () => {
  const { jobs } = parse(readFileSync(join(folder, 'deploy.yml'), 'utf8')) as Workflow;
  const others = Object.keys(jobs).filter((name) => name !== 'report');
  expect(jobs.report?.needs).toEqual(others);
});
