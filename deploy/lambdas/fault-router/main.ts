import { createHandler } from './handler.ts';

/** The composition root of the FaultRouter Lambda. */
const { INGEST_URL, INGEST_SECRET } = process.env;
if (!INGEST_URL || !INGEST_SECRET) {
  throw new Error(
    "Set INGEST_URL to the app's /ingest/cloudwatch, and INGEST_SECRET to the secret that the app has under the same name.",
  );
}

export const handler = createHandler({ url: INGEST_URL, secret: INGEST_SECRET });
