import { expect, it } from 'vitest';
import { placeAt } from './place.ts';
import { unreplayedDatabases } from './unreplayed-databases.ts';

it.each([
  ['mysql2', 'MySQL', true],
  ['mongoose', 'MongoDB', false],
])('says of a service with %s which failures are not reproduced', (name, database, isShown) => {
  const file = JSON.stringify({ dependencies: { express: '5', [name]: '3' } });
  const place = placeAt({ paths: ['package.json'], read: () => file, readYaml: () => null }, '');
  const [sentence, ...others] = place ? unreplayedDatabases(place) : [];
  expect(sentence).toMatch(
    `The service uses ${database}, since package.json depends on ${name}, and no sandbox has it`,
  );
  expect(sentence?.includes('The incident shows')).toBe(isShown);
  expect(others).toEqual([]);
});

it('says once of a database beside PostgreSQL that a failure may need it', () => {
  const file = JSON.stringify({ dependencies: { knex: '3', pg: '8', mysql: '2', mysql2: '3' } });
  const place = placeAt({ paths: ['package.json'], read: () => file, readYaml: () => null }, '');
  expect(place && unreplayedDatabases(place)).toEqual([
    'The sandbox has PostgreSQL and no MySQL, for which package.json has mysql2: a failure that needs data from there is not reproduced.',
  ]);
});
