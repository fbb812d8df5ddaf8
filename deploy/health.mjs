// `node deploy/health.mjs <url>`: the health check of a container. Exits with 0 when the address answers 2xx within five seconds.
// It has no dependency and needs no curl in the image.
const [url] = process.argv.slice(2);
try {
  const answer = await fetch(url, { signal: AbortSignal.timeout(5_000) });
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}`);
  process.exit(0);
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
