import { expect, it } from 'vitest';
import { toRecording } from '../recording.ts';
import { sortOf } from './personal-names.ts';
import { createPseudonyms } from './pseudonyms.ts';

/** Values by the names that fields have in other languages. */
const FIELDS: Record<string, string> = {
  vorname: 'Annegret',
  nachname: 'Müller-Lüdenscheidt',
  geburtsdatum: '1961-04-12',
  straße: 'Goetheplatz',
  Hausnummer: '17b',
  wohnort: 'Castrop-Rauxel',
  telefonnummer: '4912345',
  passwort: 'Sommer2019!',
  prénom: 'Geneviève',
  nomDeFamille: 'Dubois-Lacroix',
  ville: 'Aix-les-Bains',
  courriel: 'genevieve arobase poste',
  mot_de_passe: 'soleil-levant',
  apellidos: 'Fernández Ortiz',
  dirección: 'Calle Mayor tres',
  ciudad: 'Alcalá de Henares',
  contraseña: 'tortilla-nueve',
  sobrenome: 'Guimarães',
  endereço: 'Rua das Laranjeiras',
  senha: 'carnaval-oito',
  cognome: 'Scognamiglio',
  indirizzo: 'Via Garibaldi sette',
  città: 'Reggio Calabria',
  voornaam: 'Liesbeth',
  achternaam: 'Terwisscha',
  woonplaats: 'Hellevoetsluis',
  wachtwoord: 'fietsbel-zes',
  efternamn: 'Söderqvist',
  nazwisko: 'Brzęczyszczykiewicz',
  ulica: 'Piotrkowska',
  hasło: 'pierogi-cztery',
};

/** Values whose form alone shows what they are, in a text. */
const TEXTS = [
  '06 12 34 56 78',
  '(11) 91234-5678',
  '12345678Z',
  '529.982.247-25',
  'RSSMRA85T10A562S',
  '020 7946 0958',
];

const made = createPseudonyms({ environment: {}, hide: [], keep: [], key: Buffer.alloc(32, 3) })({
  ...toRecording(
    {
      ...{ faultCode: null, route: '/', reason: 'status_500', latencyMs: 1 },
      logLine: `seen: ${TEXTS.join(' and ')}, by ${FIELDS.nachname}`,
      error: new Error(`no order of ${FIELDS.apellidos}`),
    },
    'shop',
    null,
  ),
  request: {
    method: 'POST',
    path: `/kunden?ville=${encodeURIComponent('Aix-les-Bains')}`,
    headers: {},
    body: FIELDS,
  },
});

it.each([...Object.values(FIELDS), ...TEXTS])('lets %s not leave', (value) => {
  const text = JSON.stringify(made);
  for (const form of [value, encodeURIComponent(value)]) expect(text).not.toContain(form);
});

it('leaves fields that only look like those', () => {
  expect(['port', 'sort', 'nombre_items', 'report', 'rules', 'domestic', 'valid'].map(sortOf)).toEqual(
    Array(7).fill(null),
  );
});
