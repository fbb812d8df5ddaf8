import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer, type Server } from 'node:tls';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { onPath } from '../platform/find-program.ts';
import { connectTemporal } from './connect-temporal.ts';
import { readAllSettings } from './settings.ts';
import { readTemporalOptions } from './temporal-options.ts';

let folder: string;
const servers: Server[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'suture-temporal-options-'));
});
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
  rmSync(folder, { recursive: true, force: true });
});

const read = (environment: Record<string, string>) =>
  readTemporalOptions({ HOME: folder, ...environment }, readAllSettings(environment), import.meta.url);

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('the options for Temporal', () => {
  it('hold an address and a namespace', () => {
    const options = read({ TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_NAMESPACE: 'mine' });
    expect(options).toMatchObject({
      connection: { address: '127.0.0.1:7233' },
      namespace: 'mine',
      dataConverter: null,
      version: null,
    });
    expect(options.connection.tls).toBeFalsy();
  });

  it('use TLS with an API key, for Temporal Cloud', () => {
    const { connection } = read({ TEMPORAL_ADDRESS: 'ns.tmprl.cloud:7233', TEMPORAL_API_KEY: 'key' });
    expect(connection).toMatchObject({ apiKey: 'key', tls: true });
  });

  it('come from a profile of a file, which variables overrule', () => {
    const config = file(
      'temporal.toml',
      '[profile.production]\naddress = "there:7233"\nnamespace = "there"\napi_key = "key"\n',
    );
    const environment = { TEMPORAL_CONFIG_FILE: config, TEMPORAL_PROFILE: 'production' };
    expect(read(environment)).toMatchObject({
      connection: { address: 'there:7233', apiKey: 'key' },
      namespace: 'there',
    });
    expect(read({ ...environment, TEMPORAL_ADDRESS: 'here:7233' }).connection.address).toBe('here:7233');
  });

  it('ignore a profile that no variable names', () => {
    const home = join(folder, '.config/temporalio');
    execFileSync('mkdir', ['-p', home]);
    writeFileSync(join(home, 'temporal.toml'), '[profile.default]\napi_key = "for other work"\n');
    expect(read({ TEMPORAL_ADDRESS: '127.0.0.1:7233' }).connection.apiKey).toBeUndefined();
  });

  it.each([
    [{ TEMPORAL_TLS_CLIENT_CERT_PATH: '/nowhere/client.pem' }],
    [{ TEMPORAL_CONFIG_FILE: '/nowhere/temporal.toml' }],
    [{ TEMPORAL_PROFILE: 'unheard of' }],
  ])('stop the start with a sentence where they cannot be used: %j', (wrong) => {
    expect(() => read({ TEMPORAL_ADDRESS: '127.0.0.1:7233', ...wrong })).toThrow(
      'The settings for Temporal cannot be used',
    );
  });

  it('name the variable to set where there is neither address nor profile', () => {
    expect(() => read({})).toThrow('Set TEMPORAL_ADDRESS (or TEMPORAL_PROFILE)');
  });

  it('have a version only with a build id', () => {
    const named = { TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_DEPLOYMENT: 'suture' };
    expect(read({ ...named, TEMPORAL_BUILD_ID: '7' }).version).toEqual({
      deploymentName: 'suture',
      buildId: '7',
    });
    expect(() => read(named)).toThrow('Set TEMPORAL_BUILD_ID');
  });

  it('have a codec where a key is set', () => {
    const keys = `one:${randomBytes(32).toString('base64')}`;
    const { dataConverter } = read({ TEMPORAL_ADDRESS: '127.0.0.1:7233', TEMPORAL_CODEC_KEYS: keys });
    expect(dataConverter?.payloadCodecs).toHaveLength(1);
  });
});

/** Certificates for a server and a client, by an authority of their own. */
function makeCertificates() {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
  openssl('req', '-x509', ...key, '-subj', '/CN=authority', '-keyout', 'ca.key', '-out', 'ca.pem');
  for (const name of ['server', 'client']) {
    const extension = ['subjectAltName=DNS:temporal.test', 'basicConstraints=critical,CA:FALSE'].flatMap(
      (each) => ['-addext', each],
    );
    const signed = ['-CA', 'ca.pem', '-CAkey', 'ca.key', '-subj', `/CN=${name}`, ...extension];
    openssl('req', '-x509', ...key, ...signed, '-keyout', `${name}.key`, '-out', `${name}.pem`);
  }
}

/** Temporal behind mTLS, as a self-hosted cluster has it: a client without a certificate is refused. */
async function startTlsFront(): Promise<string> {
  const text = (name: string) => readFileSync(join(folder, name));
  const [host, port] = inject('temporalAddress').split(':');
  const server = createServer(
    {
      key: text('server.key'),
      cert: text('server.pem'),
      ca: text('ca.pem'),
      requestCert: true,
      rejectUnauthorized: true,
      ALPNProtocols: ['h2'],
    },
    (socket) => {
      const upstream = connect(Number(port), host);
      socket.pipe(upstream).pipe(socket);
      socket.on('error', () => upstream.destroy());
      upstream.on('error', () => socket.destroy());
    },
  );
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

describe.skipIf(!onPath(['openssl'], process.env))('mTLS', () => {
  it('connects with a certificate, and is refused without', async () => {
    makeCertificates();
    const trusted = {
      TEMPORAL_ADDRESS: await startTlsFront(),
      TEMPORAL_TLS_SERVER_CA_CERT_PATH: join(folder, 'ca.pem'),
      TEMPORAL_TLS_SERVER_NAME: 'temporal.test',
    };
    const temporal = await connectTemporal(
      read({
        ...trusted,
        TEMPORAL_TLS_CLIENT_CERT_PATH: join(folder, 'client.pem'),
        TEMPORAL_TLS_CLIENT_KEY_PATH: join(folder, 'client.key'),
      }),
    );
    const { namespaceInfo } = await temporal.client.workflowService.describeNamespace({
      namespace: 'default',
    });
    expect(namespaceInfo?.name).toBe('default');
    await temporal.close();
    await expect(connectTemporal(read(trusted))).rejects.toThrow();
  });
});
