/**
 * Shapes of secrets beside those that the rules of secretlint know, or know only in part. Each repetition has a bound and
 * each begins where a word does, so that a long text is gone through once.
 */
const SHAPES: readonly RegExp[] = [
  // Stripe: https://docs.stripe.com/keys
  /(?<!\w)(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,250}/g,
  /(?<!\w)whsec_[A-Za-z0-9+/]{16,250}={0,2}/g,
  // Google: API keys, client secrets, access tokens.
  /(?<!\w)AIza[\w-]{30,60}/g,
  /(?<!\w)GOCSPX-[\w-]{16,100}/g,
  /(?<!\w)ya29\.[\w-]{16,1000}/g,
  // A JSON Web Token (RFC 7519), and one of five parts.
  /(?<![\w-])eyJ[\w-]{6,4000}(?:\.[\w-]{0,8000}){1,3}\.[\w-]{6,4000}/g,
  // AWS: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  /(?<![A-Z0-9])(?:AKIA|ASIA|ABIA|ACCA)[A-Z0-9]{16}(?![A-Z0-9])/g,
  // GitHub and GitLab.
  /(?<!\w)gh[pousr]_[A-Za-z0-9]{20,255}/g,
  /(?<!\w)github_pat_\w{20,255}/g,
  /(?<!\w)gl(?:pat|ptt|rt|cbt|dt)-[\w-]{16,255}/g,
  // Slack: tokens, and the address of an incoming webhook.
  /(?<!\w)xox[abceoprs]-[\w-]{10,255}/g,
  /(?<!\w)xapp-[\w-]{10,255}/g,
  /hooks\.slack\.com\/(?:services|workflows|triggers)\/[\w/-]{10,200}/g,
  /discord(?:app)?\.com\/api\/webhooks\/\d{6,30}\/[\w-]{20,100}/g,
  // npm, PyPI, Anthropic and OpenAI, SendGrid, Hugging Face, Shopify, DigitalOcean, Vault, Linear, Square, Twilio.
  /(?<!\w)npm_[A-Za-z0-9]{30,60}/g,
  /(?<!\w)pypi-[\w-]{30,255}/g,
  /(?<![\w-])sk-[\w-]{20,255}/g,
  /(?<!\w)SG\.[\w-]{16,60}\.[\w-]{16,60}/g,
  /(?<!\w)hf_[A-Za-z0-9]{30,60}/g,
  /(?<!\w)shp(?:at|ca|pa|ss)_[A-Fa-f0-9]{30,60}/g,
  /(?<!\w)do[opr]_v1_[a-f0-9]{60,70}/g,
  /(?<!\w)hv[sbr]\.[\w-]{20,255}/g,
  /(?<!\w)lin_(?:api|oauth)_[A-Za-z0-9]{30,60}/g,
  /(?<!\w)sq0(?:atp|csp)-[\w-]{20,60}/g,
  /(?<!\w)(?:SK|AC)[a-f0-9]{32}(?!\w)/g,
  // A private key, also one that is cut, or written in one line.
  /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[^-]{0,20000}(?:-----END [A-Z0-9 ]{0,40}-----)?/g,
  // A user alone in an address that is long and has digits is a token.
  /(?<=:\/\/)(?=[^\s/?#"'`<>@:]{0,255}\d)[^\s/?#"'`<>@:$]{16,255}(?=@)/g,
];

/** Headers that carry a credential; the first group is it. */
const HEADERS: readonly RegExp[] = [
  /(?<!\w)Bearer\s{1,3}([\w.~+/-]{8,4000}={0,2})/gi,
  /(?<!\w)Basic\s{1,3}([A-Za-z0-9+/]{8,1000}={0,2})/gi,
  /(?<!\w)(?:set-)?cookie["']?\s{0,3}:\s{0,3}["']?([^\s"'=;]{1,80}=[^\s"';]{8,4000}(?:;\s?[^\s"'=;]{1,80}=[^\s"';]{1,4000}){0,20})/gi,
];

/**
 * A value that is named as a secret: `password=…`, `"api_key": "…"`, `DB_PASSWORD='…'`, also within a JSON text.
 * Groups: the value in quotes, or without.
 */
const NAMED =
  /(?:passw(?:or)?d|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|account[_-]?key|credentials?)[\w-]{0,20}\\{0,4}["']?\s{0,3}[:=]\s{0,3}(?:\\{0,4}["']([^\s"'`\\]{8,500})\\{0,4}["']|([^\s"'`\\,;&<>(){}[\]$]{8,500}))/gi;

/** What has the shape of a secret, wherever it stands. */
export function shapedSecrets(text: string): string[] {
  const shaped = SHAPES.flatMap((shape) => [...text.matchAll(shape)].map(([found]) => found));
  const carried = HEADERS.flatMap((header) => [...text.matchAll(header)].map(([, found]) => found as string));
  return [...shaped, ...carried.filter(isRandom)];
}

/** What is a secret by the name before it. Less sure than a shape: a name may stand before anything. */
export function namedSecrets(text: string): string[] {
  return [...text.matchAll(NAMED)].flatMap(([, quoted, bare]) => {
    if (quoted !== undefined) return isExpression(quoted) ? [] : [quoted];
    // Without quotes it may as well be a word of a sentence or an expression of a program.
    return bare !== undefined && isRandom(bare) && !isExpression(bare) ? [bare] : [];
  });
}

function isRandom(value: string): boolean {
  return /\d/.test(value) && /[A-Za-z]/.test(value);
}

/** `process.env.X`, `${x}`, and a marker of ours. */
function isExpression(value: string): boolean {
  return (
    /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+$/.test(value) || value.includes('${') || value.includes('⟦')
  );
}
