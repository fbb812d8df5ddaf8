import { z } from '@hono/zod-openapi';

/** How good or bad it is, in one word for programs. */
const Tone = z.enum(['good', 'busy', 'wait', 'bad', 'quiet']);

/** An answer to read at night: a few words, and the rest of it. */
export const BriefAnswer = z
  .object({
    tone: Tone,
    word: z.string(),
    text: z.string(),
    /** Where a person continues outside these pages. */
    link: z.object({ href: z.string(), text: z.string() }).optional(),
  })
  .openapi('Answer');

/** What a heal waits for, for whom, and since when. */
export const WaitAnswer = z
  .object({
    incident_id: z.string(),
    kind: z.enum(['person', 'limit', 'outage', 'queue']),
    /** Who or what is waited for. */
    on: z.string(),
    what: z.string(),
    since: z.string(),
    until: z.string().nullable(),
    url: z.string().nullable(),
  })
  .openapi('Wait');

/** What broke, what is being done, whether it is safe, and what the reader must decide. */
export const Brief = z
  .object({ broke: BriefAnswer, doing: BriefAnswer, safe: BriefAnswer, asked: BriefAnswer })
  .openapi('Brief');

/** One of the three things that are always in view. `since`: the detail ends with how long it has been so. */
const Standing = z
  .object({ tone: Tone, word: z.string(), detail: z.string(), since: z.string().nullable() })
  .openapi('Standing');

/** Healing, the worker (is anybody polling?) and the deploy. */
export const Standings = z
  .object({ healing: Standing, worker: Standing, deploy: Standing })
  .openapi('Standings');
