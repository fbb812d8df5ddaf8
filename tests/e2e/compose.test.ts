import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkOrigin } from '../../fakes/cloud/check-origin.ts';
import { type GitHubServer, startGitHubServer } from '../../fakes/github/server.ts';
import { bubblewrap } from '../../stack/components/bubblewrap.ts';
import { type Component, type Found, obtain } from '../../stack/components/component.ts';
import { compose } from '../../stack/components/compose.ts';
import { embeddedBinaries, postgres } from '../../stack/components/postgres.ts';
import { redis } from '../../stack/components/redis.ts';
import { temporal } from '../../stack/components/temporal.ts';
import { type ComposeService, inOrder, readComposeFile } from './compose-file.ts';
import { fillNpmCache, makeImage, makePrograms } from './compose-image.ts';
import { createServicesInPod, type ServicesInPod } from './compose-services.ts';
import { type Pod, startPod } from './pod.ts';
import { openWayIn } from './way-in.ts';

const root = process.cwd();
const say = (line: string) => console.error(line);

/** Null, and a line that gives the reason, when it cannot be installed. */
async function have(component: Component): Promise<Found | null> {
  const environment = { ...process.env, DATABASE_URL: '', REDIS_URL: '', TEMPORAL_ADDRESS: '' };
  try {
    return await obtain(component, { environment, root, say, signal: new AbortController().signal });
  } catch (error) {
    say(`${component.name} does not run as docker-compose.yml has it: ${(error as Error).message}`);
    return null;
  }
}

const tools =
  platform() === 'linux'
    ? {
        bubblewrap: await have(bubblewrap),
        compose: await have(compose),
        redis: await have(redis),
        temporal: await have(temporal),
        postgres: await have(postgres),
      }
    : null;

/** Another's image, which no package source has as a package: its server is asked in its place, at the address that it is given. */
const ELSEWHERE = 'temporal-ui';

/** About twenty times what it takes on two idle cores. */
const HEALED_WITHIN_MS = 300_000;
const READY_WITHIN_MS = 240_000;
const INCIDENTS = 'http://app:8000/developer/incidents';

describe.skipIf(!tools || Object.values(tools).includes(null))(
  'docker-compose.yml, service by service',
  () => {
    let folder: string;
    let pod: Pod;
    let inPod: ServicesInPod;
    let services: Record<string, ComposeService>;
    let secrets: Record<string, string>;

    function readEnv(): Record<string, string> {
      return Object.fromEntries(
        readFileSync(join(folder, 'env/.env'), 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
    }

    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-compose-')));
      mkdirSync(join(folder, 'env/deploy'), { recursive: true });
      cpSync('deploy/compose-env.sh', join(folder, 'env/deploy/compose-env.sh'));
      execFileSync('sh', [join(folder, 'env/deploy/compose-env.sh'), 'local']);
      secrets = readEnv();
      services = readComposeFile(tools?.compose as Found, secrets);

      const mounts: { from: string; to: string; writable?: boolean }[] = [
        { from: makeImage(root, folder), to: '/app' },
        { from: join(root, 'node_modules'), to: '/app/node_modules' },
      ];
      const volumes = Object.values(services).flatMap((service) => service.volumes ?? []);
      // One folder for each path: the services of the pod share the file system, and no two need a path of their own.
      for (const target of new Set(
        volumes.filter(({ type }) => type === 'volume').map(({ target }) => target),
      )) {
        const from = join(folder, 'volumes', target.replaceAll('/', '_'));
        mkdirSync(from, { recursive: true });
        mounts.push({ from, to: target, writable: true });
      }
      await fillNpmCache(root, folder, join(folder, 'volumes/_var_lib_suture/packages/downloads/npm'));
      const scratch = Object.values(services).flatMap(({ tmpfs = [] }) =>
        tmpfs.map((one) => one.replace(/:.*$/, '')),
      );
      const programs = {
        node: process.execPath,
        'redis-server': tools?.redis?.path,
        temporal: tools?.temporal?.path,
      };
      mounts.push({ from: makePrograms(folder, programs), to: '/var/bin' });
      const { initdb = '' } = (await embeddedBinaries()) ?? {};
      mounts.push({ from: dirname(dirname(realpathSync(initdb))), to: '/var/postgres' });
      mkdirSync(join(folder, 'way'));
      mounts.push({ from: join(folder, 'way'), to: '/var/way' });
      pod = await startPod({
        bubblewrap: tools?.bubblewrap?.path as string,
        folder,
        mounts,
        scratch: [...new Set(scratch)],
        hosts: Object.keys(services),
      });
      inPod = createServicesInPod(pod);
    }, 900_000);

    afterAll(async () => {
      await pod?.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    const bearer = () => ({ authorization: `Bearer ${secrets.ADMIN_TOKEN}` });

    it('gives our programs no capabilities and no writable file system', () => {
      const own = Object.entries(services).filter(([, { image }]) => image.startsWith('suture:'));
      expect(own.length).toBeGreaterThanOrEqual(8);
      for (const [name, service] of own) {
        expect([name, service.read_only, service.cap_drop]).toEqual([name, true, ['ALL']]);
      }
    });

    it('starts every service in order, each healthy or finished', async () => {
      for (const name of inOrder(services)) {
        if (name === ELSEWHERE) continue;
        await inPod.up(name, services[name] as ComposeService);
      }
      const started = Object.keys(services).filter((name) => name !== ELSEWHERE);
      expect([...inPod.running.keys()].sort()).toEqual(started.sort());
      expect(inPod.running.get('attach')?.output()).toContain(`http://${secrets.DEMO_KEY}@app:8000/demo`);
    });

    it('keeps heals on the version of the worker that they began on', () => {
      expect(inPod.running.get('worker')?.output()).toMatch(/is version [0-9a-f]{16} of suture/);
    });

    it('heals a fault, by the names and the port of the guide', async () => {
      expect((await inPod.request('POST', 'http://app:8000/test-fault/run')).status).toBe(500);
      const healed = async () => {
        const { body } = await inPod.request('GET', `${INCIDENTS}/LIVE-0001`);
        expect(body, inPod.running.get('worker')?.output()).toMatchObject({
          incident: { phase: 'resolved' },
        });
      };
      await vi.waitFor(healed, { timeout: HEALED_WITHIN_MS, interval: 500 });
      expect((await inPod.request('POST', 'http://app:8000/test-fault/run')).status).toBe(200);
    });

    it('gives the release no secret of Suture, and its role no access to the database of Suture', async () => {
      const script = `const { readdirSync, readFileSync } = require('node:fs');
        const read = (pid, file) => { try { return readFileSync('/proc/' + pid + '/' + file, 'utf8'); } catch { return ''; } };
        for (const pid of readdirSync('/proc').filter((name) => /^\\d+$/.test(name)))
          if (read(pid, 'cmdline').includes('dist/service.js')) console.log(read(pid, 'environ').replaceAll('\\0', '\\n'));`;
      const environment = await inPod.run(['node', '-e', script]);
      expect(environment).toContain('SUTURE_DSN=');
      for (const name of ['POSTGRES_PASSWORD', 'ADMIN_TOKEN', 'CALLBACK_SECRET']) {
        expect(environment).not.toContain(secrets[name]);
      }
      const url = `postgres://demo:${secrets.DEMO_DATABASE_PASSWORD}@postgres:5432/suture`;
      const connect = `const { Client } = require('/app/node_modules/pg');
        new Client({ connectionString: ${JSON.stringify(url)} }).connect().then(() => console.log('connected'), (error) => console.log(error.message)).then(() => process.exit());`;
      expect(await inPod.run(['node', '-e', connect])).toContain('permission denied for database');
    });

    it("points Temporal's Web UI at the server that shows the heal", async () => {
      const { environment, depends_on: after } = services[ELSEWHERE] as ComposeService;
      expect(Object.keys(environment ?? {})).toEqual(['TEMPORAL_ADDRESS']);
      expect(after).toMatchObject({ temporal: { condition: 'service_healthy' } });
      const address = environment?.TEMPORAL_ADDRESS as string;
      const words = [
        'env',
        'HOME=/tmp',
        'temporal',
        'workflow',
        'describe',
        '--workflow-id',
        'heal-LIVE-0001',
      ];
      const shown = await inPod.run([...words, '--address', address, '--output', 'json']);
      expect(shown).toMatch(/"type": \{\s*"name": "healIncident"/);
    });

    it('requires the token for changes', async () => {
      const pause = `${INCIDENTS}/pause-healing`;
      expect((await inPod.request('POST', pause)).status).toBe(401);
      expect((await inPod.request('POST', pause, bearer())).status).toBeLessThan(300);
    });

    describe('with the profile for GitHub', () => {
      let github: GitHubServer;
      let way: Awaited<ReturnType<typeof openWayIn>>;

      beforeAll(async () => {
        await inPod.running.get('worker')?.stop();
        github = await startGitHubServer(join(folder, 'volumes/_srv_git/demo.git'));
        way = await openWayIn(Number(new URL(github.baseUrl).port), {
          outside: join(folder, 'way'),
          inside: '/var/way',
        });
        const inside = pod.start({
          words: way.words,
          cwd: '/',
          environment: { PATH: '/var/bin:/usr/bin:/bin' },
        });
        await vi.waitFor(() => expect(inside.output()).toContain('open'), 120_000);
        execFileSync('sh', [join(folder, 'env/deploy/compose-env.sh'), 'github']);
        const workerEnv = join(folder, 'worker.env');
        writeFileSync(workerEnv, `GITHUB_TOKEN=${github.token}\n`);
        services = readComposeFile(tools?.compose as Found, { ...readEnv(), WORKER_ENV_FILE: workerEnv });
      });
      afterAll(async () => {
        way?.close();
        await github?.close();
      });

      it('keeps the secrets and starts Suture alone', () => {
        expect(readEnv()).toEqual({ ...secrets, COMPOSE_PROFILES: 'github' });
        const names = ['app', 'migrate', 'postgres', 'redis', 'temporal', 'temporal-ui', 'worker'];
        expect(Object.keys(services).sort()).toEqual(names);
      });

      it('heals a service on GitHub once it is attached', async () => {
        const worker = inPod.start('worker', services.worker as ComposeService);
        // Its health check counts pollers of this host, and the stopped worker is still among them.
        await vi.waitFor(() => expect(worker.output()).toContain('worker ready'), READY_WITHIN_MS);

        // The releases of the profile before are the host of the service; they follow the repository of the stand-in.
        const { owner, repo, baseUrl } = github;
        const attachment = {
          repository: { host: 'github', owner, repo, baseUrl },
          url: 'http://delivery:8002',
          delivery: { kind: 'github-actions', owner, repo, baseUrl },
          key: secrets.DEMO_KEY,
        };
        const service = 'http://app:8000/developer/services/demo';
        expect(await inPod.request('PUT', service, bearer(), attachment)).toMatchObject({ status: 200 });
        await inPod.request('POST', `${INCIDENTS}/revive-healing`, bearer());
        expect((await inPod.request('POST', 'http://app:8000/test-fault/db-timeout')).status).toBe(500);
        const pushed = async () => {
          const wrong = await checkOrigin(github.repository.folder, ['LIVE-0001', 'LIVE-0002']);
          expect(wrong, worker.output()).toEqual([]);
        };
        await vi.waitFor(pushed, { timeout: HEALED_WITHIN_MS, interval: 1_000 });
        // The branch has moved before its request is answered.
        await expect
          .poll(() => github.requests)
          .toEqual(expect.arrayContaining(['git/get-ref 200', 'git/update-ref 200']));
        // The stand-in has no Actions.
        const outside = github.violations.filter((violation) => !violation.includes('/actions/'));
        expect(outside).toEqual([]);
      });
    });
  },
);
