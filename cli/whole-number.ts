import { InvalidArgumentError } from 'commander';

/** Reads the value of an option. @throws InvalidArgumentError unless it is a whole number above 0 */
export function wholeNumber(text: string): number {
  const number = Number(text);
  if (Number.isInteger(number) && number > 0) return number;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}
