// Sends what a service that ended left on disk, and ends: `node flush.js`, with SUTURE_DSN and SUTURE_SPOOL of the service.
import { createRecorder } from './recorder.ts';

const { SUTURE_DSN, SUTURE_SPOOL } = process.env;
const recorder = createRecorder({ dsn: SUTURE_DSN, spoolFolder: SUTURE_SPOOL });
await recorder.start();
await recorder.close();
