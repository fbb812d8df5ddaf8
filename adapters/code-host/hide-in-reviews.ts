import type { CodeHost } from '../../domain/ports/code-host.ts';

/**
 * The same host, with secrets taken out of what a reviewer reads: it quotes logs, which must not carry them out of this
 * machine.
 * @param hide gives a text back without its secrets
 */
export function hideInReviews(host: CodeHost, hide: (text: string) => Promise<string>): CodeHost {
  return {
    ...host,
    async push(request) {
      const { review } = request;
      if (!review) return host.push(request);
      const [title, body] = await Promise.all([hide(review.title), hide(review.body)]);
      return host.push({ ...request, review: { title, body } });
    },
  };
}
