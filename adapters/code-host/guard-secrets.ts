import { SutureError } from '../../domain/errors.ts';
import type { CodeHost, PushRequest } from '../../domain/ports/code-host.ts';
import type { SecretGuard } from '../secrets/secret-guard.ts';

/**
 * The same host, which no secret reaches: messages, reviews and comments quote logs and errors, so what is secret in them
 * is hidden. A file is never changed on its way: a change that adds a secret to the repository is refused.
 * Errors besides the host's: `secret_in_fix`.
 */
export function guardCodeHost(host: CodeHost, guard: SecretGuard): CodeHost {
  async function refuseSecrets({ parent, edits }: PushRequest): Promise<void> {
    for (const { path, content } of edits) {
      const found = await guard.find(content);
      const secrets = [...found.certain, ...found.likely.filter((value) => /\d/.test(value))];
      if (secrets.length === 0) continue;
      const before = (await host.readFiles(parent, [path]))[path] ?? '';
      const added = secrets.filter((secret) => !before.includes(secret)).length;
      if (added === 0) continue;
      const what = added === 1 ? 'a secret that is' : `${added} secrets that are`;
      throw new SutureError(
        'secret_in_fix',
        `The fix is not pushed: its text of ${path} holds ${what} not in the repository. Give the service the value in its environment, and fix the fault by hand.`,
        { details: { path, added } },
      );
    }
  }

  return {
    ...host,
    async push(request) {
      const { review, message } = request;
      await refuseSecrets(request);
      const safe = { ...request, message: await hideInMessage(guard, message) };
      return host.push(review ? { ...safe, review: await guard.hideIn(review) } : safe);
    },
    async revert(request) {
      return host.revert({ ...request, message: await hideInMessage(guard, request.message) });
    },
    async withdraw(number, reason) {
      return host.withdraw(number, await guard.hide(reason));
    },
  };
}

/** Trailers are ours, and what a commit is found by: they stay as they are. */
async function hideInMessage({ hide }: SecretGuard, message: string): Promise<string> {
  const trailers = /\n[ \t]*\n(?:[A-Za-z0-9-]{1,60}: [^\n]*(?:\n|$))+$/.exec(message)?.[0] ?? '';
  return (await hide(message.slice(0, message.length - trailers.length))) + trailers;
}
