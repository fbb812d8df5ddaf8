/** Where a recorder sends: `http://<key>@<host>/<service>`. @param base the address of Suture */
export function dsnOf(base: string, service: string, key: string): string {
  const url = new URL(service, `${base.replace(/\/+$/, '')}/`);
  url.username = key;
  return url.href;
}
