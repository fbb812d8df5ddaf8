import { expect, it } from 'vitest';
import { requireApproval } from './require-approval.ts';
import { defineConfig } from './service-definition.ts';

const fault = (code: string, approval: boolean) => ({
  code,
  type: 'a_fault',
  title: code,
  severity: 'high' as const,
  route: '/x',
  logMarker: code,
  allowedFiles: ['x.ts'],
  baselineFile: 'x.txt',
  probe: { kind: 'command' as const, command: ['true'] },
  policy: { approval },
});
const config = defineConfig({
  services: [
    {
      name: 'a-service',
      build: { typecheck: ['true'], test: ['true'], command: ['true'] },
      run: { command: ['true'] },
      faults: [fault('FAULT_ONE', false), fault('FAULT_TWO', true), fault('FAULT_THREE', false)],
    },
  ],
});
const asking = (setting: string | undefined) =>
  requireApproval(config, setting).services.flatMap(({ faults }) =>
    faults.filter(({ policy }) => policy.approval).map(({ code }) => code),
  );

it.each([
  [undefined, ['FAULT_TWO']],
  ['', ['FAULT_TWO']],
  ['FAULT_ONE', ['FAULT_ONE', 'FAULT_TWO']],
  [' FAULT_ONE, FAULT_THREE ', ['FAULT_ONE', 'FAULT_TWO', 'FAULT_THREE']],
  ['all', ['FAULT_ONE', 'FAULT_TWO', 'FAULT_THREE']],
])('asks a person where the setting %j or the policy wants it', (setting, codes) => {
  expect(asking(setting)).toEqual(codes);
});

it('refuses a fault that no service has', () => {
  expect(() => asking('FAULT_NONE')).toThrow(
    'APPROVAL_FOR names FAULT_NONE, which no service has. Known: all, ',
  );
});
