/** `TEMPORAL_CODEC_KEYS` and its like hold several. Names of others count too: the environment holds theirs. */
const SECRET = /(_(KEYS?|CREDENTIALS?|PAT)|TOKEN|SECRET|PASSWORD|PASSWD|PASSPHRASE)$/;
/** Anyone who knows such an address may post to it. */
const ADDRESSES = /^NOTIFY_\w+_URL$/;

/**
 * Suture's own secrets among the settings, to be hidden where a log or an error message quotes them. A setting counts by
 * its name, so that one that is added later counts as well; of an address it is the password.
 * @param environment of the program: what others need from it, such as `AWS_SECRET_ACCESS_KEY`, is no setting of ours
 */
export function ownSecrets(settings: object, environment: Record<string, string | undefined> = {}): string[] {
  return [...Object.entries(environment), ...Object.entries(settings)]
    .flatMap(([name, value]) => (typeof value === 'string' ? secretsIn(name, value) : []))
    .filter((secret) => secret !== '');
}

function secretsIn(name: string, value: string): string[] {
  // A key of several lines may be written in one, and a list of keys has their names before them.
  if (SECRET.test(name)) {
    // Of a signing secret the key is what follows its mark.
    return [value, value.replaceAll('\\n', '\n'), value.replace(/^whsec_/, ''), ...value.split(/[,:]/)];
  }
  if (ADDRESSES.test(name)) return [value];
  if (!URL.canParse(value)) return [];
  const { password } = new URL(value);
  return [password, decoded(password)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
