/** Whether the digits are those of a card, by the algorithm of Luhn. */
export function isCard(text: string): boolean {
  const digits = text.replace(/\D/g, '');
  return digits.length >= 13 && digits.length <= 19 && luhn(digits) === 0;
}

/** The last digit that makes the others those of a card. */
export function cardDigit(others: string): string {
  return String((10 - luhn(`${others}0`)) % 10);
}

function luhn(digits: string): number {
  let sum = 0;
  for (let at = 0; at < digits.length; at += 1) {
    const digit = Number(digits[digits.length - 1 - at]);
    const doubled = at % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10;
}

/** Whether it is an IBAN, ISO 13616. */
export function isIban(text: string): boolean {
  const plain = text.replace(/ /g, '');
  return /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/.test(plain) && modulo97(plain.slice(4) + plain.slice(0, 4)) === 1;
}

/** The two digits after the country. */
export function ibanDigits(country: string, account: string): string {
  return String(98 - modulo97(`${account}${country}00`)).padStart(2, '0');
}

function modulo97(text: string): number {
  let rest = 0;
  for (const each of text) {
    for (const digit of Number.parseInt(each, 36).toString()) rest = (rest * 10 + Number(digit)) % 97;
  }
  return rest;
}
