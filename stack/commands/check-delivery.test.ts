import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checksOf, runCheckDelivery } from './check-delivery.ts';

/** A fault for each file that only the file's own tool finds. */
const BREAKS: Record<string, (text: string) => string> = {
  '.github/workflows/deploy.yml': (text) => text.replace('needs: [check, image]', 'needs: [checks, image]'),
  'demo/service/.github/workflows/deploy.yml': (text) =>
    text.replace('needs: [begin, check, image]', 'needs: [begin, checks, image]'),
  'deploy/template.yaml': (text) => text.replace('!GetAtt AppLogs.Arn', '!GetAtt AppLog.Arn'),
  'deploy/demo.yaml': (text) => text.replace('!GetAtt Logs.Arn', '!GetAtt Log.Arn'),
  'deploy/Dockerfile': (text) => text.replace('USER 1000:1000', 'USER root'),
  'demo/service/Dockerfile': (text) => text.replace('USER 1000:1000', 'USER root'),
  'docker-compose.yml': (text) => text.replace('- origin:/srv/git', '- origins:/srv/git'),
  'demo/service/compose.yaml': (text) => text.replace('spool:/var/lib/spool', 'spools:/var/lib/spool'),
};

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'suture-check-'));
  for (const { files } of checksOf('.')) {
    for (const file of files) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      cpSync(file, join(root, file));
    }
  }
  cpSync('.github/actionlint.yaml', join(root, '.github/actionlint.yaml'));
  // actionlint looks for its configuration from the folder of a repository.
  mkdirSync(join(root, '.git'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

async function check(args: string[], environment: NodeJS.ProcessEnv = process.env) {
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const code = await runCheckDelivery({
    args,
    environment,
    root,
    say,
    signal: new AbortController().signal,
  });
  return { code, said: lines.join('\n') };
}

describe.each(Object.keys(BREAKS))('%s', (file) => {
  it('is good as it is, and refused when it is broken', { timeout: 600_000 }, async (test) => {
    const good = await check([file]);
    test.skip(good.said.includes('NOT CHECKED'), good.said);
    expect(good).toMatchObject({ code: 0, said: expect.stringMatching(/^good/m) });
    const text = readFileSync(file, 'utf8');
    const broken = (BREAKS[file] as (text: string) => string)(text);
    expect(broken).not.toBe(text);
    writeFileSync(join(root, file), broken);
    expect(await check([file])).toMatchObject({ code: 1, said: expect.stringContaining('Fix: ') });
  });
});

it('says of each file that it is not checked where its tool cannot be had, and does not fail', async () => {
  const { code, said } = await check(['deploy/template.yaml', 'deploy/Dockerfile'], {
    PATH: '/nowhere',
    HOME: root,
    XDG_CACHE_HOME: join(root, 'cache'),
  });
  for (const file of ['deploy/template.yaml', 'deploy/Dockerfile'])
    expect(said).toMatch(new RegExp(`NOT CHECKED ${file}[,:] `));
  expect(code).toBe(0);
});
