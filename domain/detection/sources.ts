import { fromPlace, ownFiles, type Place } from './place.ts';

const SOURCE = /\.[cm]?[jt]sx?$/;
const NO_SOURCE =
  /(^|\/)(tests?|__tests__|spec|e2e|docs|examples?|client|frontend|public|dist|build|coverage)\/|\.(test|spec|d|min)\.[cm]?[jt]sx?$/;
/** More files than this are not looked through: a person waits for the answer. */
const MOST_FILES = 2_000;

/** The source files of a service, without tests, examples and what runs in a browser. */
export function sourcesOf(place: Place): string[] {
  return ownFiles(place)
    .filter((path) => SOURCE.test(path) && !NO_SOURCE.test(fromPlace(place, path)))
    .slice(0, MOST_FILES);
}
