/** Suture passes requests below it on to the demonstration, so that they work where only Suture can be reached. */
const PASSED_ON = '/test-fault/';
/** Stands for the address of a service that is not known, in a request that is printed. */
export const UNKNOWN_ADDRESS = 'http://127.0.0.1:3000';

/** What is known of where a service answers. */
interface Answers {
  /** Base URL of Suture. */
  suture: string;
  /** As it is attached. */
  url: string | null | undefined;
  /** As its recorder reports. */
  address: string | null | undefined;
}

/** The base URL to which a person sends a request of a service; null: not known. @param path of the request */
export function sendTo(path: string, { suture, url, address }: Answers): string | null {
  return path.startsWith(PASSED_ON) ? suture : (url ?? address ?? null);
}
