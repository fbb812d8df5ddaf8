import { createRoute } from '@hono/zod-openapi';
import type { AppParts } from '../../parts.ts';
import { answer } from '../answers.ts';
import { createRouter } from '../router.ts';
import { Build, Up } from '../service-schemas.ts';

/** Whether the app takes requests, and which commit it is. Neither asks the database: a release must come up without it. */
export function createUpRoutes({ settings, stopping }: Pick<AppParts, 'settings' | 'stopping'>) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'get',
        path: '/up',
        tags: ['service'],
        summary: 'Whether the app takes requests',
        responses: { 200: answer('It does', Up), 503: answer('It is about to end', Up) },
      }),
      (c) => {
        return stopping.aborted
          ? c.json({ status: 'stopping' as const }, 503)
          : c.json({ status: 'ok' as const }, 200);
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/up/build',
        tags: ['service'],
        summary: 'The commit of the running release',
        responses: { 200: answer('The commit', Build) },
      }),
      (c) => c.json({ build_sha: settings.BUILD_SHA }, 200),
    );
}
