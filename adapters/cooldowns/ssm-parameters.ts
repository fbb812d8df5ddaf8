import type { SSMClientConfig } from '@aws-sdk/client-ssm';
import { z } from 'zod';
import { toCooldownError } from './ssm-errors.ts';

/** A cooldown as it lies in a parameter. */
export interface Entry {
  /** The parameter. */
  name: string;
  faultCode: string;
  holder: string;
  /** When it ends, in milliseconds since 1970. */
  until: number;
}

const Value = z.object({ holder: z.string(), until: z.number() });

/** Names that one DeleteParameters takes. */
const BATCH = 10;
const CONNECT_TIMEOUT_MS = 2_000;
const ANSWER_TIMEOUT_MS = 5_000;

/**
 * The calls of Parameter Store that cooldowns need. The SDK is loaded when first asked. It tries a throttled call
 * three times by itself; what still fails is the caller's to try later.
 * @param answerTimeoutMs how long one call waits for its answer, in milliseconds
 * Errors: `cooldowns_throttled` and `cooldowns_unavailable` (retryable), `cooldowns_refused`, `cooldowns_failed`.
 */
export function openParameters(config: SSMClientConfig, answerTimeoutMs = ANSWER_TIMEOUT_MS) {
  let opening: ReturnType<typeof open> | null = null;

  async function open() {
    const sdk = await import('@aws-sdk/client-ssm');
    const client = new sdk.SSMClient({
      maxAttempts: 3,
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        requestTimeout: answerTimeoutMs,
        // Without it the SDK only logs a warning, and the call waits without end.
        throwOnRequestTimeout: true,
      },
      ...config,
    });
    return { sdk, client };
  }

  async function ask<T>(question: (ssm: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
    opening ??= open();
    try {
      return await question(await opening);
    } catch (error) {
      throw toCooldownError(error);
    }
  }

  return {
    /** All cooldowns below a path, over and running, however many pages they take. */
    list: (path: string) =>
      ask(async ({ sdk, client }) => {
        const entries: Entry[] = [];
        for await (const page of sdk.paginateGetParametersByPath(
          { client },
          { Path: path, Recursive: true },
        )) {
          for (const { Name, Value: text } of page.Parameters ?? []) {
            const value = Value.safeParse(parse(text ?? ''));
            const faultCode = Name?.split('/').at(-2);
            if (!Name || !faultCode) continue;
            // What a person wrote there by hand counts as over, and goes with the next clearing.
            entries.push({
              name: Name,
              faultCode,
              ...(value.success ? value.data : { holder: '', until: 0 }),
            });
          }
        }
        return entries;
      }),

    /** Makes a parameter. False when there is one of this name: AWS decides that, once for all who ask. */
    create: (name: string, value: z.infer<typeof Value>) =>
      ask(async ({ sdk, client }) => {
        try {
          const Description = 'A fault that Suture leaves alone for a while after a heal';
          await client.send(
            new sdk.PutParameterCommand({
              Name: name,
              Value: JSON.stringify(value),
              Type: 'String',
              Overwrite: false,
              Description,
            }),
          );
          return true;
        } catch (error) {
          if (error instanceof sdk.ParameterAlreadyExists) return false;
          throw error;
        }
      }),

    /** A name that does not exist is not an error. */
    remove: (names: string[]) =>
      ask(async ({ sdk, client }) => {
        for (let from = 0; from < names.length; from += BATCH) {
          await client.send(new sdk.DeleteParametersCommand({ Names: names.slice(from, from + BATCH) }));
        }
      }),

    async close() {
      (await opening?.catch(() => null))?.client.destroy();
    },
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
