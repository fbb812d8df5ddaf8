import { relative } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/**
 * The longest files, the longest first, as `npm test` printed them on two cores. A long file that begins late is alone at
 * the end. Whole stacks wait more than they compute, so they stand among files that compute. An order, not a list of
 * what runs: a file that is missing here runs after these.
 */
const LONGEST = [
  'tests/e2e/shared.test.ts',
  'tests/e2e/compose.test.ts',
  'tests/e2e/stack.test.ts',
  'tests/e2e/package.test.ts',
  'repair/heals.test.ts',
  'tests/recorded-failures.test.ts',
  'proof/hostile-runs.test.ts',
  'tests/e2e/demo-cloud.test.ts',
  'workflows/reviewed-heal.test.ts',
  'stack/commands/check-delivery.test.ts',
  'app/pages/readable-pages.test.ts',
  'tests/e2e/restart.test.ts',
  'workflows/claude.test.ts',
  'workflows/reset.test.ts',
  'workflows/heal-incident.test.ts',
  'workflows/heal-survives.test.ts',
  'workflows/live-release.test.ts',
  'adapters/code-host/lambda/lambda.test.ts',
  'tests/e2e/demo.test.ts',
  'deploy/ecs/release.test.ts',
  'workflows/heal-on-github.test.ts',
  'proof/demonstration.test.ts',
  'adapters/code-host/github/github.test.ts',
  'worker/versions/versions.test.ts',
  'app/api/schemathesis.test.ts',
  'recorder/frameworks.test.ts',
  'proof/sandbox/escapes/escapes.test.ts',
  'tests/e2e/claude.test.ts',
  'deploy/deploy.test.ts',
  'workflows/decisions.test.ts',
  'tools/check.test.ts',
  'adapters/code-host/github/troubles.test.ts',
  'recorder/steps.test.ts',
  'tests/planted-secrets.test.ts',
  'recorder/postgres.test.ts',
  'workflows/kept-heal.test.ts',
  'deploy/pipeline/demo-release-ecs.test.ts',
  'tests/e2e/two-services.test.ts',
  'worker/main.test.ts',
  'proof/prepare-services.test.ts',
  'proof/prover.test.ts',
  'workflows/new-database.test.ts',
  'workflows/roll-back.test.ts',
  'proof/replay/further.test.ts',
  'app/intake/odd-webhooks.test.ts',
  'stack/servers/databases.test.ts',
  'store/migrations/0017-plain-names.test.ts',
  'app/pages/lost-connection.test.ts',
  'store/migrate.test.ts',
  'proof/replay/rows/objections.test.ts',
  'app/pages/without-mouse.test.ts',
  'app/intake/packed-bodies.test.ts',
  'workflows/several-machines.test.ts',
  'workflows/two-services.test.ts',
  'workflows/remembered-rollback.test.ts',
  'proof/sandbox/limits.test.ts',
  'app/pages/live-pages.test.ts',
  'app/main.test.ts',
  'workflows/fair-turns.test.ts',
  'store/incidents/phases.test.ts',
  'proof/ladder/ladder.test.ts',
  'stack/delivery/pipeline.test.ts',
  'proof/packages/install-packages.test.ts',
  'tests/bench/ladder/ladder.test.ts',
  'deploy/lambdas/github-tool/bundle.test.ts',
  'cli/check.test.ts',
  'worker/deadly-step.test.ts',
  'workflows/canaries.test.ts',
  'adapters/code-host/local-reviews.test.ts',
  'stack/delivery/tracing.test.ts',
  'adapters/code-host/local-git.test.ts',
  'app/pages/actions/actions.test.ts',
  'app/api/reference.test.ts',
  'workflows/notifications.test.ts',
  'workflows/knowledge-outage.test.ts',
  'demo/service.test.ts',
];

/** Starts the longest files of a group first, the others by size. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const index = LONGEST.indexOf(relative(this.ctx.config.root, moduleId));
      return index < 0 ? LONGEST.length : index;
    };
    // The base class keeps groups together; sorting is stable.
    const bySize = await super.sort(files);
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder;
    return bySize.sort((one, other) => groupOf(one) - groupOf(other) || place(one) - place(other));
  }
}
