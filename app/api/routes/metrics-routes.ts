import { createRoute } from '@hono/zod-openapi';
import type { Metrics } from '../../metrics/create-metrics.ts';
import { other } from '../answers.ts';
import { createRouter } from '../router.ts';

const route = createRoute({
  method: 'get',
  path: '/metrics',
  tags: ['service'],
  summary: 'What is counted, for Prometheus',
  responses: { 200: other("Prometheus' text format 0.0.4", 'text/plain; version=0.0.4; charset=utf-8') },
});

/** `GET /metrics`. */
export function createMetricsRoutes(metrics: Metrics) {
  return createRouter().openapi(route, async (c) => {
    const text = await metrics.render();
    return c.text(text, 200, { 'Content-Type': metrics.contentType });
  });
}
