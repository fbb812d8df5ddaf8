import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  image: string;
  command?: string[];
  restart: string;
  user?: string;
  healthcheck?: { test: string[] };
  volumes?: string[];
  cap_drop?: string[];
  security_opt?: string[];
}

const file = parse(readFileSync('docker-compose.yml', 'utf8'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, null>;
};
const services = Object.entries(file.services);
const dockerfile = readFileSync('deploy/Dockerfile', 'utf8');

describe('docker-compose.yml', () => {
  it('has a health check for every service that stays', () => {
    const without = services.filter(([, { healthcheck }]) => !healthcheck).map(([name]) => name);
    expect(without.sort()).toEqual(['migrate', 'origin']);
    // Those end, and are tried again only when they failed.
    for (const name of without) expect(file.services[name]?.restart).toBe('on-failure');
  });

  it('keeps what must stay in named volumes, and mounts nothing of the machine but the clone', () => {
    const mounts = services.flatMap(([, { volumes = [] }]) => volumes).map((mount) => mount.split(':'));
    expect(mounts.filter(([from]) => !(from && from in file.volumes))).toEqual([['.', '/source', 'ro']]);
    const used = new Set(mounts.map(([from]) => from));
    expect(Object.keys(file.volumes).filter((name) => !used.has(name))).toEqual([]);
  });

  it('gives nobody capabilities or a way to more rights', () => {
    for (const [name, { cap_drop, security_opt }] of services) {
      expect([name, cap_drop]).toEqual([name, ['ALL']]);
      expect([name, security_opt?.[0]]).toEqual([name, 'no-new-privileges:true']);
    }
  });

  it('runs servers as other users than root', () => {
    // These two images say so themselves.
    const ofThemselves = ['temporalio/temporal', 'temporalio/ui', 'suture'];
    const others = services.filter(([, { image }]) => !ofThemselves.includes(image.split(':')[0] as string));
    expect(others.map(([name, { user }]) => [name, user])).toEqual([
      ['postgres', 'postgres'],
      ['redis', 'redis'],
    ]);
  });
});

describe('the image', () => {
  it('leaves its build behind, and is not run as root', () => {
    expect(dockerfile.match(/^FROM /gm)?.length).toBeGreaterThan(2);
    const last = dockerfile.split(/^FROM /m).at(-1) ?? '';
    expect(last).toMatch(/^USER [1-9]\d*:[1-9]\d*$/m);
    expect(last).not.toContain('npm ');
  });

  it('leaves secrets and state out of what it is built from', () => {
    const ignored = readFileSync('.dockerignore', 'utf8').split('\n');
    for (const name of ['.env', '*.env', '.git', 'node_modules', '.suture']) expect(ignored).toContain(name);
  });
});
