/** A file that is not there, or an object of a store such as S3. */
const ABSENT = /\bENOENT\b|\bNoSuchKey\b/;

/** Whether a failure says that something is missing to which rows may well point: then 404 is no denial of those rows. */
export function isAbsentElsewhere(...messages: (string | undefined)[]): boolean {
  return messages.some((message) => message !== undefined && ABSENT.test(message));
}
