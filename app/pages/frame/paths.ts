/** Where the pages are. */
export const INCIDENTS = '/developer/incidents';
export const OVERVIEW = '/developer/overview';
export const SERVICES = '/developer/services';
export const REFERENCE = '/developer/docs';
/** Where the pages' own files are served. */
export const ASSETS = `${INCIDENTS}/assets`;
export const RESET = `${INCIDENTS}/reset`;
export const SIGN_IN = `${INCIDENTS}/sign-in`;

export function incidentPath(incidentId: string): string {
  return `${INCIDENTS}/${encodeURIComponent(incidentId)}`;
}
