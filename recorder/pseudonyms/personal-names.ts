/** Words of a name that say that its value is secret. */
const SECRET =
  /\b(authorization|auth|cookies?|(\w+ )?tokens?|secrets?|pass(word|wd|phrase|code)?|password\w*|pwd|(api|access|private|signing|encryption|license)? ?keys?(?<= keys?)|apikey|sessions?|sessionid|sid|credentials?|signature|otp|totp|pin|cvv|cvc|csc|csrf|xsrf|jwt|bearer|hmac)\b/;
/** Words of a name that say that its value is about a person. */
const PERSONAL =
  /\b(e ?mails?|phones?|phone ?number|mobile|cell|tel|telephone|fax|msisdn|(first|last|full|sur|given|family|middle|maiden|user|nick|display|holder|customer|contact|recipient|legal|account|billing|shipping) ?names?|surname|firstname|lastname|fullname|username|nickname|login|holder|birth\w*|date of birth|dob|ssn|social security\w*( number)?|passport\w*|driver\w*|licen[cs]e number|tax ?id|vat ?id|national ?id|iban|bic|swift|account (no|number)|card|pan|card ?number|street\w*|address\w*|addr\d?|line ?[12]|zip|zip ?code|post(al)? ?code|postcode|city|town|latitude|longitude|lat|lng|lon|ip|ip ?addr\w*|remote addr\w*|forwarded( for)?|gender|recipient)\b/;
/** The same in German, French, Spanish, Portuguese, Italian, Dutch, Swedish and Polish, without accents. */
const SECRET_ELSEWHERE =
  /\b(passwort|kennwort|geheimnis|mot de passe|mdp|contrasena|clave|senha|parola|wachtwoord|losenord|haslo)\b/;
const PERSONAL_ELSEWHERE =
  /\b(vorname|nachname|familienname|geburts\w*|strasse|hausnummer|plz|ort|stadt|wohnort|telefon\w*|handy\w*|kontonummer|kontoinhaber|steuer ?(id|nummer)|prenom|nom de famille|naissance|date de naissance|rue|ville|courriel|adresse\w*|apellidos?|correo|calle|ciudad|direccion|nacimiento|dni|nie|cpf|cnpj|sobrenome|apelido|endereco|cidade|nascimento|cognome|indirizzo|citta|cellulare|nascita|codice fiscale|voornaam|achternaam|straat|woonplaats|geboorte\w*|bsn|fornamn|efternamn|personnummer|gata|imie|nazwisko|ulica|miasto|pesel)\b/;
/** Parents whose leaves are all of one person or secret. */
const WHOLE = /\b(card|credit card|credentials?|address|billing|shipping|payment)\b/;
/** Ends of names whose values say what or how many, not who. */
const PLAIN =
  /\b(ids?|type|count|kind|status|verified|enabled|expir\w*( in| at)?|ttl|length|size|limit|version|at|url|uri)$/;

export type Sort = 'secret' | 'personal' | 'name' | null;

/**
 * What the name of a field, column, header or parameter says of its value. `name`: it is a person's where its value or what
 * stands beside it shows that.
 */
export function sortOf(name: string): Sort {
  const words = wordsOf(name);
  if (SECRET.test(words) || SECRET_ELSEWHERE.test(words)) return 'secret';
  if (PERSONAL.test(words) || PERSONAL_ELSEWHERE.test(words)) return 'personal';
  return /^(name|title|author|owner|user|customer|person|nom|nome|nombre|naam|namn)$/.test(words)
    ? 'name'
    : null;
}

/** Whether all that is below a field of this name is secret or of a person. */
export function holdsPerson(name: string): boolean {
  return WHOLE.test(wordsOf(name));
}

/** Whether a name ends in a way that makes a short or numeric value a plain one: `address_id`, `token_type`. */
export function isPlain(name: string): boolean {
  return PLAIN.test(wordsOf(name));
}

/** `firstName`, `first_name` and `First-Name` are `first name`; accents are left out. */
export function wordsOf(name: string): string {
  return name
    .slice(0, 200)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll('ł', 'l')
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .toLowerCase();
}
