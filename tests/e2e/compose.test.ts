import { execFileSync } from 'node:child_process';
import {
  constants,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { platform, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { checkOrigin } from '../../fakes/cloud/check-origin.ts';
import { type GitHubServer, startGitHubServer } from '../../fakes/github/server.ts';
import { onPath } from '../../platform/find-program.ts';
import { bubblewrap } from '../../stack/components/bubblewrap.ts';
import { type Component, type Found, obtain } from '../../stack/components/component.ts';
import { compose } from '../../stack/components/compose.ts';
import { embeddedBinaries, postgres } from '../../stack/components/postgres.ts';
import { redis } from '../../stack/components/redis.ts';
import { temporal } from '../../stack/components/temporal.ts';
import { temporalUi } from '../../stack/components/temporal-ui.ts';
import { type ComposeService, inOrder, readComposeFile } from './compose-file.ts';
import { type Exec, type Pod, type Running, startPod } from './pod.ts';
import { openWayIn } from './way-in.ts';

const root = process.cwd();
const say = (line: string) => console.error(line);

/** Null, and a line that says so, where it cannot be had. */
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

/** Heavy, and all else is worth a look without it. */
const ui = tools && (await have(temporalUi));

/** What an image brings and the file does not say. */
const IMAGES: Record<string, { entry: string[]; home: string; ready?: string }> = {
  suture: { entry: [], home: '/app' },
  // The image's own entry makes the cluster at the first start.
  postgres: {
    entry: [
      'sh',
      '-c',
      '[ -f data/PG_VERSION ] || { printf %s "$POSTGRES_PASSWORD" >/tmp/pw && initdb -D data -U "$POSTGRES_USER" --pwfile /tmp/pw --auth scram-sha-256 >/dev/null && echo "create database $POSTGRES_DB" | postgres --single -D data postgres >/dev/null 2>&1; }; exec postgres -D data -k /tmp -c listen_addresses=127.0.0.1',
    ],
    home: '/var/lib/postgresql',
    ready: '127.0.0.1:5432',
  },
  redis: { entry: [], home: '/data', ready: '127.0.0.1:6379' },
  'temporalio/temporal': { entry: ['temporal'], home: '/home/temporal' },
  // The image's own settings take the address from the environment, by templates that the program itself fills in.
  'temporalio/ui': {
    entry: [
      'sh',
      '-c',
      `mkdir -p /tmp/ui/config && printf '# enable-template\\ntemporalGrpcAddress: {{ env "TEMPORAL_ADDRESS" }}\\nport: 8080\\nenableUi: true\\n' >/tmp/ui/config/docker.yaml && exec temporal-ui-server --root /tmp/ui --env docker start`,
    ],
    home: '/tmp',
  },
};
/** The longest that the file lets a service take. */
const HEALTHY_WITHIN_MS = 240_000;
/** Some twenty times what it takes on two idle cores. */
const HEALED_WITHIN_MS = 300_000;
const imageOf = ({ image }: ComposeService) => IMAGES[image.slice(0, image.lastIndexOf(':'))];

describe.skipIf(!tools || Object.values(tools).includes(null))(
  'docker-compose.yml, service by service',
  () => {
    let folder: string;
    let pod: Pod;
    let services: Record<string, ComposeService>;
    let secrets: Record<string, string>;
    const running = new Map<string, Running>();

    function readEnv(): Record<string, string> {
      return Object.fromEntries(
        readFileSync(join(folder, 'env/.env'), 'utf8')
          .split('\n')
          .filter(Boolean)
          .map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]),
      );
    }

    /** A copy of what the image's last stage copies, built as its build stage does. */
    function makeImage(): string {
      const app = join(folder, 'image');
      mkdirSync(app);
      execFileSync(process.execPath, ['tools/build.mjs'], { cwd: root, stdio: 'inherit' });
      const lastStage = readFileSync('deploy/Dockerfile', 'utf8')
        .split(/^FROM /m)
        .at(-1) as string;
      for (const [, words = ''] of lastStage.matchAll(/^COPY (?:--from=\S+ )?(.+)$/gm)) {
        const paths = words.split(' ').map((path) => path.replace(/^\/app\//, ''));
        for (const path of paths.slice(0, -1)) {
          const target = paths.length === 2 ? (paths[1] as string) : path;
          if (path === 'node_modules') continue;
          cpSync(join(root, path), join(app, target), { recursive: true, dereference: true });
        }
      }
      mkdirSync(join(app, 'node_modules'));
      return app;
    }

    /** Programs of the servers' images, by the names that they have there. */
    async function makePrograms(): Promise<string> {
      const bin = join(folder, 'bin');
      mkdirSync(bin);
      const programs = {
        node: process.execPath,
        'redis-server': tools?.redis?.path,
        temporal: tools?.temporal?.path,
        'temporal-ui-server': ui?.path,
      };
      // Not by links: what lies below this machine's /tmp or /var cannot be seen from within.
      for (const [name, path] of Object.entries(programs)) {
        if (path) copyFileSync(realpathSync(path), join(bin, name), constants.COPYFILE_FICLONE);
      }
      return bin;
    }

    beforeAll(async () => {
      folder = realpathSync(mkdtempSync(join(tmpdir(), 'suture-compose-')));
      execFileSync('git', ['clone', '--quiet', '--no-local', root, join(folder, 'source')]);
      mkdirSync(join(folder, 'env/infra'), { recursive: true });
      cpSync('deploy/compose-env.sh', join(folder, 'env/infra/compose-env.sh'));
      execFileSync('sh', [join(folder, 'env/infra/compose-env.sh'), 'local']);
      secrets = readEnv();
      services = readComposeFile(tools?.compose as Found, secrets);
      const everything = readComposeFile(tools?.compose as Found, {
        ...secrets,
        COMPOSE_PROFILES: 'local,github',
      });

      const mounts = [
        { from: makeImage(), to: '/app' },
        { from: join(root, 'node_modules'), to: '/app/node_modules' },
        { from: join(folder, 'source'), to: '/source' },
      ];
      const volumes = Object.values(everything).flatMap((service) => service.volumes ?? []);
      // One folder for each path: the services of the pod share the file system, and no two need a path of their own.
      for (const target of new Set(
        volumes.filter(({ type }) => type === 'volume').map(({ target }) => target),
      )) {
        const from = join(folder, 'volumes', target.replaceAll('/', '_'));
        mkdirSync(from, { recursive: true });
        mounts.push({ from, to: target, writable: true } as (typeof mounts)[number]);
      }
      const scratch = Object.values(everything).flatMap(({ tmpfs = [] }) =>
        tmpfs.map((one) => one.replace(/:.*$/, '')),
      );
      for (const path of scratch.filter((one) => one.startsWith('/app/')))
        mkdirSync(join(root, path.slice('/app/'.length)), { recursive: true });
      const bin = await makePrograms();
      mounts.push({ from: bin, to: '/var/bin' });
      const { initdb = '' } = (await embeddedBinaries()) ?? {};
      mounts.push({ from: dirname(dirname(realpathSync(initdb))), to: '/var/postgres' });
      mkdirSync(join(folder, 'way'));
      mounts.push({ from: join(folder, 'way'), to: '/var/way' });
      pod = await startPod({
        bubblewrap: tools?.bubblewrap?.path as string,
        folder,
        mounts,
        scratch: [...new Set(scratch)],
        hosts: Object.keys(everything),
      });
    }, 900_000);

    afterAll(async () => {
      await pod?.close();
      if (folder) rmSync(folder, { recursive: true, force: true });
    });

    async function command(service: ComposeService, words: string[]) {
      const image = imageOf(service);
      const PATH = ['/var/bin', '/var/postgres/bin', '/usr/local/bin', '/usr/bin', '/bin'];
      return {
        words,
        cwd: image?.home ?? '/',
        environment: {
          PATH: PATH.join(':'),
          HOME: image?.home ?? '/',
          // As in the Dockerfile.
          ...(image?.home === '/app' && {
            HOME: '/var/lib/suture',
            HOST: '0.0.0.0',
            STATE_DIR: '/var/lib/suture',
            NODE_ENV: 'production',
            BUILD_SHA: 'development',
          }),
          ...service.environment,
        },
      };
    }

    async function isHealthy(service: ComposeService): Promise<Exec> {
      const ready = imageOf(service)?.ready;
      const [, ...test] = service.healthcheck?.test ?? [];
      const [host, port] = ready?.split(':') ?? [];
      const connect = [
        'node',
        '-e',
        `require('node:net').connect(${port}, '${host}').on('connect', () => process.exit(0)).on('error', () => process.exit(1))`,
      ];
      // In the images it is busybox's; not every machine has one.
      const noWget = test[0] === 'wget' && !onPath(['wget'], process.env);
      const words = noWget ? ['node', '/app/infra/health.mjs', test.at(-1) as string] : test;
      return pod.exec(await command(service, ready ? connect : words));
    }

    /** Starts a service as Compose would, once those are ready that it depends on. */
    async function up(name: string): Promise<void> {
      const service = services[name] as ComposeService;
      if (name === 'temporal-ui' && !ui) return;
      const entry = imageOf(service)?.entry ?? [];
      const program = pod.start(await command(service, [...entry, ...(service.command ?? [])]));
      running.set(name, program);
      let over: number | string | null = null;
      program.ended.then((how) => {
        over = how;
      });
      if (!service.healthcheck) {
        expect(await program.ended, `${name}: ${program.output()}`).toBe(0);
        return;
      }
      for (const deadline = Date.now() + HEALTHY_WITHIN_MS; ; ) {
        const { code, output } = await isHealthy(service);
        if (code === 0) return;
        if (over !== null) throw new Error(`${name} ended with ${over}:\n${program.output()}`);
        if (Date.now() > deadline) throw new Error(`${name} is not healthy: ${output}\n${program.output()}`);
        await sleep(200);
      }
    }

    /** A request to a service by its name, from inside. */
    async function request(method: string, url: string, headers: Record<string, string> = {}) {
      const script = `fetch(${JSON.stringify(url)}, ${JSON.stringify({ method, headers })}).then(async (a) => console.log(JSON.stringify({ status: a.status, body: await a.text() })))`;
      const said = await pod.exec({
        words: ['node', '-e', script],
        cwd: '/',
        environment: { PATH: '/var/bin:/usr/bin:/bin' },
      });
      expect(said.code, said.output).toBe(0);
      const { status, body } = JSON.parse(said.output) as { status: number; body: string };
      return { status, body: JSON.parse(body) as Record<string, unknown> };
    }

    it('gives no program of ours rights, and none a file system to write to', () => {
      const own = Object.entries(services).filter(([, { image }]) => image.startsWith('suture:'));
      expect(own.length).toBeGreaterThanOrEqual(5);
      for (const [name, service] of own) {
        expect([name, service.read_only, service.cap_drop]).toEqual([name, true, ['ALL']]);
      }
    });

    it('starts every service in order, each healthy or done', async () => {
      for (const name of inOrder(services)) await up(name);
      expect([...running.keys()]).toEqual(
        expect.arrayContaining([
          'postgres',
          'redis',
          'temporal',
          'mock_api',
          'migrate',
          'origin',
          'delivery',
          'worker',
          ...(ui ? ['temporal-ui'] : []),
        ]),
      );
    });

    it('keeps heals on the version of the worker that they began on', () => {
      expect(running.get('worker')?.output()).toMatch(/is version [0-9a-f]{16} of suture/);
    });

    it('heals a fault, by the names and the port of the guide', async () => {
      expect((await request('POST', 'http://app:8000/test-fault/run')).status).toBe(500);
      const worker = running.get('worker') as Running;
      const healed = async () => {
        const { body } = await request('GET', 'http://app:8000/developer/incidents/LIVE-0001');
        expect(body, worker.output()).toMatchObject({ incident: { phase: 'resolved' } });
      };
      await vi.waitFor(healed, { timeout: HEALED_WITHIN_MS, interval: 500 });
      expect((await request('POST', 'http://app:8000/test-fault/run')).status).toBe(200);
    });

    it.skipIf(!ui)('shows the heal in the Web UI', async () => {
      const heal = 'http://temporal-ui:8080/api/v1/namespaces/default/workflows/heal-LIVE-0001';
      expect(await request('GET', heal)).toMatchObject({
        status: 200,
        body: { workflowExecutionInfo: { type: { name: 'healIncident' } } },
      });
    });

    it('asks for the token where something is changed', async () => {
      const reset = 'http://app:8000/developer/incidents/pause-healing';
      expect((await request('POST', reset)).status).toBe(401);
      const headers = { authorization: `Bearer ${secrets.ADMIN_TOKEN}` };
      expect((await request('POST', reset, headers)).status).toBeLessThan(300);
    });

    describe('with the profile for GitHub', () => {
      let github: GitHubServer;
      let way: Awaited<ReturnType<typeof openWayIn>>;

      /** What a team writes into worker.env. */
      function writeWorkerEnv(): string {
        const file = join(folder, 'worker.env');
        const settings = {
          GITHUB_TOKEN: github.token,
          GITHUB_OWNER: github.owner,
          GITHUB_REPO: github.repo,
          GITHUB_BASE_URL: github.baseUrl,
        };
        const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
        writeFileSync(file, lines.join(''));
        return file;
      }

      beforeAll(async () => {
        await Promise.all(['delivery', 'worker'].map((name) => running.get(name)?.stop()));
        github = await startGitHubServer(join(folder, 'volumes/_srv_git/origin.git'));
        way = await openWayIn(Number(new URL(github.baseUrl).port), {
          outside: join(folder, 'way'),
          inside: '/var/way',
        });
        const inside = pod.start({
          words: way.words,
          cwd: '/',
          environment: { PATH: '/var/bin:/usr/bin:/bin' },
        });
        await vi.waitFor(() => expect(inside.output()).toContain('open'), 20_000);
        execFileSync('sh', [join(folder, 'env/infra/compose-env.sh'), 'github']);
        services = readComposeFile(tools?.compose as Found, {
          ...readEnv(),
          WORKER_ENV_FILE: writeWorkerEnv(),
        });
      });
      afterAll(async () => {
        way?.close();
        await github?.close();
      });

      it('runs the app by itself', async () => {
        expect(Object.keys(services)).not.toContain('delivery');
        await up('app');
        const { body } = await request('GET', 'http://app:8000/up/build');
        expect(body).toEqual({ build_sha: 'development' });
        expect(existsSync(join(folder, 'volumes/_var_lib_suture'))).toBe(true);
      });

      it('runs a worker that reads the source on GitHub and pushes there', async () => {
        await up('worker');
        const worker = running.get('worker') as Running;
        // Its health check asks who polls from this host, and here that is the worker before it as well.
        await vi.waitFor(() => expect(worker.output()).toContain('worker ready'), HEALTHY_WITHIN_MS);
        expect(worker.output()).toMatch(/uses code=github .*delivery=github-actions/);

        const headers = { authorization: `Bearer ${secrets.ADMIN_TOKEN}` };
        await request('POST', 'http://app:8000/developer/incidents/revive-healing', headers);
        expect((await request('POST', 'http://app:8000/test-fault/db-timeout')).status).toBe(500);
        const wrong = async () => checkOrigin(github.repository.folder, ['LIVE-0001', 'LIVE-0002']);
        const pushed = async () => expect(await wrong(), worker.output()).toEqual([]);
        await vi.waitFor(pushed, { timeout: HEALED_WITHIN_MS, interval: 1_000 });
        expect(github.requests).toEqual(expect.arrayContaining(['git/get-ref 200', 'git/update-ref 200']));
        // The stand-in has no Actions: this heal waits for its rollout.
        const outside = github.violations.filter((violation) => !violation.includes('/actions/'));
        expect(outside).toEqual([]);
      });
    });
  },
);
