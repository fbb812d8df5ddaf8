import { expect, test } from 'vitest';
import { Settings } from '../domain/settings.ts';
import { writeConfiguration } from './write-configuration.ts';

test('docs/configuration.md says what the settings say', async () => {
  await expect(writeConfiguration()).toMatchFileSnapshot('../docs/configuration.md');
});

test('every variable has a meaning', () => {
  for (const name of Object.keys(Settings.shape)) {
    expect(writeConfiguration()).toMatch(new RegExp(`^\\| \`${name}\` \\| .+ \\| .* \\| .+ \\|$`, 'm'));
  }
});
