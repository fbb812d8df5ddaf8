import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  image: string;
  command?: string[];
  restart: string;
  user?: string;
  profiles?: string[];
  environment?: Record<string, string>;
  env_file?: unknown;
  depends_on?: Record<string, { condition: string }>;
  healthcheck?: { test: string[] };
  volumes?: string[];
  cap_drop?: string[];
  security_opt?: string[];
}

const read = (path: string) => parse(readFileSync(path, 'utf8'), { merge: true });
const file = read('docker-compose.yml') as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const services = Object.entries(file.services);
const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');

describe('docker-compose.yml', () => {
  it('has a health check for every service that stays', () => {
    const without = services.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name);
    expect(without.sort()).toEqual(['attach', 'demo-database', 'migrate', 'origin']);
    // These end, and start again only when they failed.
    for (const name of without) expect(file.services[name]?.restart).toBe('on-failure');
  });

  it('keeps state in named volumes, and mounts nothing of the machine', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes).map((mount) => mount.split(':'));
    expect(mounts.filter(([from]) => !(from && from in file.volumes))).toEqual([]);
    const used = new Set(mounts.map(([from]) => from));
    expect(Object.keys(file.volumes).filter((name) => !used.has(name))).toEqual([]);
  });

  it('gives no service capabilities or a way to more rights', () => {
    for (const [name, { cap_drop, security_opt }] of services) {
      expect([name, cap_drop]).toEqual([name, ['ALL']]);
      expect([name, security_opt?.[0]]).toEqual([name, 'no-new-privileges:true']);
    }
  });

  it('runs servers as other users than root', () => {
    // These images name a user themselves.
    const ofThemselves = ['temporalio/temporal', 'temporalio/ui', 'suture'];
    const others = services.filter(([, { image }]) => !ofThemselves.includes(image.split(':')[0] as string));
    expect(others.map(([name, { user }]) => [name, user])).toEqual([
      ['postgres', 'postgres'],
      ['redis', 'redis'],
    ]);
  });

  it('starts the control plane in both profiles, and the demonstration in the profile local only', () => {
    const demonstration = services.filter(([, { profiles }]) => profiles).map(([name]) => name);
    expect(demonstration.sort()).toEqual(['attach', 'delivery', 'demo-database', 'mock_api', 'origin']);
    for (const name of demonstration) expect(file.services[name]?.profiles).toEqual(['local']);
  });

  it('starts the delivery when Suture can pass requests on to its service', () => {
    const { attach, delivery } = file.services as Record<string, Service>;
    expect(attach?.command).toContain('--wait');
    // A worker reads the definition that `attach` waits for.
    expect(attach?.depends_on).toMatchObject({ worker: { condition: 'service_healthy' } });
    expect(delivery?.depends_on).toMatchObject({ attach: { condition: 'service_completed_successfully' } });
  });

  it('gives no release a secret of Suture', () => {
    const { environment = {}, env_file } = file.services.delivery as Service;
    const offered = Object.entries(environment).filter(([name]) => name.startsWith('RELEASE_'));
    expect(offered.map(([name]) => name).sort()).toEqual([
      'RELEASE_DATABASE_URL',
      'RELEASE_ENABLE_FAULT_INJECTION',
      'RELEASE_MOCK_API_BASE_URL',
      'RELEASE_SUTURE_DSN',
      'RELEASE_SUTURE_SPOOL',
    ]);
    const secrets = /POSTGRES_PASSWORD|ADMIN_TOKEN|CALLBACK_SECRET|INGEST_SECRET/;
    expect(offered.filter(([, value]) => secrets.test(value))).toEqual([]);
    // The delivery itself signs its callbacks, and has neither the token nor Suture's database.
    expect(Object.keys(environment)).toContain('CALLBACK_SECRET');
    expect(Object.keys(environment)).not.toContain('ADMIN_TOKEN');
    expect(Object.keys(environment)).not.toContain('DATABASE_URL');
    expect(env_file).toBeUndefined();
  });
});

describe('demo/service/compose.yaml', () => {
  const demo = read('demo/service/compose.yaml') as typeof file;

  it('gives no service capabilities or a way to more rights', () => {
    for (const { cap_drop, security_opt } of Object.values(demo.services)) {
      expect(cap_drop).toEqual(['ALL']);
      expect(security_opt).toEqual(['no-new-privileges:true']);
    }
  });

  it('joins the network that docker-compose.yml makes', () => {
    const { name } = read('docker-compose.yml') as { name: string };
    const { networks } = read('demo/service/compose.yaml') as { networks: object };
    expect(networks).toEqual({ suture: { name: `${name}_default`, external: true } });
  });
});

describe('the image', () => {
  it('leaves its build behind, and does not run as root', () => {
    for (const text of [dockerfile, readFileSync('demo/service/Dockerfile', 'utf8')]) {
      expect(text.match(/^FROM /gm)?.length).toBeGreaterThan(1);
      const last = text.split(/^FROM /m).at(-1) ?? '';
      expect(last).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
      expect(last).not.toContain('npm ');
    }
  });

  it.each(['.dockerignore', 'demo/service/.dockerignore'])('leaves out secrets and state by %s', (path) => {
    const ignored = readFileSync(path, 'utf8').split('\n');
    for (const name of ['.env', '*.env', '.git', 'node_modules']) expect(ignored).toContain(name);
  });
});
