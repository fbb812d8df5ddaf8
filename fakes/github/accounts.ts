import {
  createPublicKey,
  createVerify,
  generateKeyPairSync,
  type KeyPairKeyObjectResult,
  randomBytes,
} from 'node:crypto';
import { type Answer, refusal } from './answers.ts';
import type { Handler } from './handlers.ts';
import type { Account, Render } from './render.ts';

export const TOKEN = 'github_pat_of_the_tests';
const MACHINE_USER: Account = { login: 'suture-machine', type: 'User' };
const APP: Account = { login: 'suture[bot]', type: 'Bot' };
const APP_ID = '4711';
const INSTALLATION_ID = '815';

/** Who may ask: a machine user by its token, and a GitHub App that signs its requests for tokens. */
export function createAccounts() {
  let pair: KeyPairKeyObjectResult | null = null;
  /** Of the App. They take half a second to make, and most tests sign in without one. */
  const keys = () => {
    pair ??= generateKeyPairSync('rsa', { modulusLength: 2048 });
    return pair;
  };
  const issued = new Set<string>();
  let tokens = 0;

  function isApp(jwt: string): boolean {
    const [header = '', payload = '', signature = ''] = jwt.split('.');
    const verify = createVerify('RSA-SHA256').update(`${header}.${payload}`);
    if (
      !verify.verify(
        createPublicKey(keys().publicKey.export({ type: 'spki', format: 'pem' })),
        signature,
        'base64url',
      )
    ) {
      return false;
    }
    const { iss, iat, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
      string,
      number
    >;
    const seconds = Date.now() / 1000;
    // GitHub takes no token that lasts longer than ten minutes.
    return (
      String(iss) === APP_ID &&
      Number(iat) <= seconds &&
      Number(exp) > seconds &&
      Number(exp) - seconds <= 600
    );
  }

  return {
    get app() {
      const privateKey = keys().privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
      return { appId: APP_ID, privateKey, installationId: INSTALLATION_ID };
    },
    /** Tokens that were issued to the App. */
    issuedTokens: () => tokens,
    /** Every token of the App is void from now on. */
    revoke: () => issued.clear(),

    /** Who shows these credentials. @throws an answer as GitHub gives it */
    identify(authorization: string | undefined): Account {
      const [, credentials = ''] = (authorization ?? '').split(' ');
      if (credentials === TOKEN) return MACHINE_USER;
      if (issued.has(credentials)) return APP;
      if (credentials.split('.').length === 3) {
        if (isApp(credentials)) return APP;
        throw refusal(401, 'A JSON web token could not be decoded');
      }
      throw refusal(401, authorization ? 'Bad credentials' : 'Requires authentication');
    },

    handlers: (render: Render): Record<string, Handler> => ({
      async 'apps/create-installation-access-token'({ params, by }): Promise<Answer> {
        if (by !== APP || params.installation_id !== INSTALLATION_ID) throw refusal(404, 'Not Found');
        const token = `ghs_${randomBytes(18).toString('hex')}`;
        issued.add(token);
        tokens += 1;
        const expires = new Date(Date.now() + 3_600_000).toISOString().replace(/\.\d+/, '');
        const { permissions } = render.example('installation-token');
        return {
          status: 201,
          body: { token, expires_at: expires, permissions, repository_selection: 'selected' },
        };
      },
    }),
  };
}
