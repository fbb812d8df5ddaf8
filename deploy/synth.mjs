// `npm run infra:synth`: builds what `npm run infra:deploy` uploads, and checks the templates. It needs no account.
import { spawnSync } from 'node:child_process';
import { buildLambdas } from './stack/build-lambdas.mjs';

try {
  buildLambdas();
  console.log('dist/lambdas is built');
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
const { status } = spawnSync(
  process.execPath,
  ['stack/bootstrap.mjs', 'check-delivery', 'deploy/template.yaml', 'deploy/demo.yaml'],
  {
    stdio: 'inherit',
  },
);
process.exit(status ?? 1);
