import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The oldest Node that everything here supports. */
const OLDEST = [20, 19];

/**
 * @param {string} version such as `20.19.0`
 * @returns {string | null} what to do about it, or null
 */
export function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `Suture needs Node ${OLDEST.join('.')} or newer; this is ${version}. Install one from https://nodejs.org, or: nvm install 22`;
}

/**
 * @param {Record<string, string | undefined>} environment
 * @returns {string | null} what to do about it, or null
 */
export function checkGit(environment) {
  const folders = (environment.PATH || '').split(delimiter).filter(Boolean);
  const found = folders.some((folder) => {
    try {
      accessSync(join(folder, 'git'), constants.X_OK);
      return statSync(join(folder, 'git')).isFile();
    } catch {
      return false;
    }
  });
  if (found) return null;
  return 'git is not on PATH. Install it (Debian: apt-get install git; macOS: xcode-select --install).';
}
