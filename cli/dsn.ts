/** Where a recorder sends: `http://<key>@<host>/<service>`. @param base the address of Suture */
export function dsnOf(base: string, service: string, key: string): string {
  const url = new URL(`${service}/1`, `${base.replace(/\/+$/, '')}/`);
  url.username = key;
  return url.href;
}

/** Where OpenTelemetry's exporters send, for `OTEL_EXPORTER_OTLP_ENDPOINT`: the key is in the address, as they have no other place for it. */
export function otlpOf(base: string, key: string): string {
  return `${base.replace(/\/+$/, '')}/ingest/otlp/${encodeURIComponent(key)}`;
}
