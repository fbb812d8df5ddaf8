const JWT = [
  '{"alg":"HS256","typ":"JWT"}',
  '{"sub":"u-88231","email":"token.person@mail.example","exp":1900000000}',
]
  .map((part) => Buffer.from(part).toString('base64url'))
  .concat('c2lnbmF0dXJlLW9mLXRoZS10b2tlbg')
  .join('.');

/** Secret and personal values that stand nowhere else, for a service in which they hide in every place. */
export const PLANTED = {
  // Of the request: its path, query, headers and cookies.
  email: 'ada.lovelace@mail.example',
  pathMail: 'charles.babbage@mail.example',
  pathToken: 'Kq83hZpX02mVbT7cWnY4rLs9dFg6jE1u',
  apiKey: 'k-77aa88bb99',
  session: '3f2b8c1e9a7d4f60',
  refresh: 'rt.1//09dkfjgh',
  queryMail: 'query.person@mail.example',
  backToken: 'back-9d8c7b6a5',
  jwt: JWT,
  basicUser: 'root-user',
  basicPassword: 'pa55word!open',
  signedCookie: 'abc123def456.Xy/9+q',
  remember: 'remember-me-0042',
  headerKey: 'hk_00112233445566',
  ip: '203.0.113.77',
  ip6: '2001:db8:85a3::8a2e:370:7334',
  csrf: 'csrf-9f8e7d',
  agentMail: 'ops.person@portal.example',
  refererToken: 'reset-5551212aa',
  refererLogin: 'annabella.byron',
  baggageMail: 'baggage.person@mail.example',
  traceMail: 'trace.person@mail.example',
  fileMail: 'file.person@mail.example',
  // Of its body.
  customerName: 'Augusta Lovelace-King',
  phone: '+49 151 23456789',
  phone2: '(555) 867-5309',
  password: 'correct "horse" battery',
  addressStreet: 'Analytical Engine Lane 12',
  zip: 'NW1 6XE',
  addressLine: 'Rear building, second bell',
  card: '4242 4242 4242 4242',
  holder: 'MARGARET HAMILTON',
  cvc: '98765432',
  iban: 'DE89 3704 0044 0532 0130 00',
  noteMail: 'note.person@mail.example',
  loyalty: 'loyal-5512',
  badge: 'badge 77 gold',
  webhookSecret: ['whsec', 'MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'].join('_'),
  hookPassword: 'h00kPassw0rd',
  passport: 'C01X00T47',
  ssn: '078-05-1120',
  packedMail: 'packed.person@mail.example',
  recipient: 'Annie Easley',
  giftPhone: '0151 9988 7766',
  keyMail: 'key.person@mail.example',
  pem: 'MIIEpAIBAAKCAQEA75abc123def456ghi789',
  github: ['ghp', 'AbCdEf0123456789abcdefABCDEF012345'].join('_'),
  aws: ['AKIA', 'IOSFODNN7EXAMPLE'].join(''),
  stripe: ['sk', 'live', '4eC39HqLyjWDarjtT1zdp7dc'].join('_'),
  formMail: 'form.person@mail.example',
  formName: 'Katherine Johnson',
  formName2: 'Mary Jackson & Co',
  login: 'grace.hopper',
  crashPassword: 'hunter2hunter2',
  spinSecret: 'spinning-secret-31',
  // Of rows.
  fullName: 'Dorothy Vaughan',
  street: 'Bahnhofstraße 17',
  birth: '1815-12-10',
  mobile: '+31 6 12345678',
  backupMail: 'backup.person@mail.example',
  passwordHash: ['$2b', '10', 'N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy'].join('$'),
  nickname: 'countess99',
  pushToken: 'push-aa00bb11cc22',
  rowIp: '198.51.100.23',
  notedPhone: '+1-202-555-0143',
  // Of an upstream's answer.
  partnerCookie: 'partner-cookie-4711',
  partnerToken: 'partner-token-4712',
  applicant: 'applicant.person@partner.example',
  applicantName: 'Hedy Lamarr',
  taxId: '12-3456789',
  account: '0532013000',
  // Of the environment.
  partnerKey: ['pk', 'partner', 'a1b2c3d4e5'].join('_'),
  sessionSecret: 'session secret of the shop',
  urlUser: 'mailer-login',
  urlPassword: 'm4ilerPassw0rd',
};

/** A value in the forms in which it could leave: as it is, in JSON, in an address, in base64 and in hexadecimal digits. */
export function formsOf(value: string): string[] {
  const forms = new Set([
    value,
    JSON.stringify(value).slice(1, -1),
    JSON.stringify(JSON.stringify(value)).slice(3, -3),
    encodeURIComponent(value),
    encodeURIComponent(value).replaceAll('%20', '+'),
    Buffer.from(value).toString('hex'),
  ]);
  // Where it begins in a text decides how its bytes fall into the letters of base64; those at its ends have others in them.
  for (const before of ['', 'x', 'xx']) {
    const bytes = Buffer.from(before + value);
    const from = before === '' ? 0 : 4;
    const until = bytes.length - (bytes.length % 3);
    for (const encoding of ['base64', 'base64url'] as const) {
      const form = bytes.subarray(0, until).toString(encoding).slice(from);
      if (form.length >= 6) forms.add(form);
    }
  }
  return [...forms];
}
