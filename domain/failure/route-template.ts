/** Where a framework's route may be anything: `:id`, `{id}`, `[id]`, `<int:id>`, `*`. */
const PARAMETER = /^(?::.*|\{.*\}|\[.*\]|<.*>|\*+|\(.*\))$/;
/** What differs from request to request. */
const VARIES = [
  /^[+-]?\d[\d.,_:-]*$/,
  /^[0-9a-f]{8}-[0-9a-f-]{27}$/i,
  /^[0-9a-f]{8,}$/i,
  /^(?=.*\d)[\w~-]{10,}$/,
  /^[A-Z0-9]*\d[A-Z0-9]*$/,
  /@/,
  /%[0-9a-f]{2}/i,
  /^[a-z]{1,12}[_-]?\d{2,}$/i,
];
const LONGEST = 500;

/** The route of a path or of a framework's template, with `:id` for each part that may be anything. */
export function routeTemplate(path: string): string {
  const [plain = '/'] = path.slice(0, 8_000).split(/[?#]/, 1);
  const segments = plain.split('/').filter(Boolean).map(templateOf);
  return `/${segments.join('/')}`.slice(0, LONGEST);
}

function templateOf(segment: string): string {
  // `v1` and `v2` name a version of the API, which is another code.
  if (/^v\d{1,2}$/i.test(segment)) return segment;
  return PARAMETER.test(segment) || VARIES.some((pattern) => pattern.test(segment)) ? ':id' : segment;
}
