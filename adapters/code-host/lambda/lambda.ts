import type { LambdaClient } from '@aws-sdk/client-lambda';
import { SutureError } from '../../../domain/errors.ts';
import type { CodeHost } from '../../../domain/ports/code-host.ts';
import { checkoutArchive } from '../checkout-archive.ts';
import type { RemoteOperations } from '../operations.ts';
import { OPERATIONS, type OperationName, ToolAnswer } from './messages.ts';

export interface LambdaOptions {
  /** Name or ARN. */
  functionName: string;
  /** Where Lambda is; absent: by region, as the AWS SDK finds it. */
  endpoint?: string;
}

/** The function's own limit is 60 s (`deploy/lambdas/github-tool`); one second for the way. */
const CALL_TIMEOUT_MS = 61_000;

/**
 * GitHub through the GithubTool Lambda, so that no worker holds a credential of GitHub. Credentials and region of AWS come
 * from where the SDK looks for them.
 * Errors besides the port's and GitHub's own, which arrive as they are: `code_host_function_failed`.
 */
export function createLambda({ functionName, endpoint }: LambdaOptions): CodeHost {
  let client: Promise<LambdaClient> | undefined;

  async function connect(): Promise<LambdaClient> {
    const sdk = await import('@aws-sdk/client-lambda');
    return new sdk.LambdaClient({
      endpoint,
      maxAttempts: 2,
      requestHandler: {
        connectionTimeout: 5_000,
        requestTimeout: CALL_TIMEOUT_MS,
        throwOnRequestTimeout: true,
      },
    });
  }

  async function invoke(operation: OperationName, input: unknown[]): Promise<unknown> {
    const [{ InvokeCommand }, { callError, functionError }] = await Promise.all([
      import('@aws-sdk/client-lambda'),
      import('./problems.ts'),
    ]);
    const command = new InvokeCommand({
      FunctionName: functionName,
      Payload: Buffer.from(JSON.stringify({ operation, input })),
    });
    client ??= connect();
    const answer = await (await client).send(command).catch((error: unknown) => {
      throw callError(error, functionName);
    });
    const payload = parse(answer.Payload);
    if (answer.FunctionError) throw functionError(functionName, answer.FunctionError, payload);
    const said = ToolAnswer.safeParse(payload);
    if (!said.success) throw functionError(functionName, 'NotOurAnswer', null);
    if (!said.data.ok) {
      const { type, message, retryAfterMs, ...rest } = said.data.error;
      throw new SutureError(type, message, { ...rest, retryAfterMs: retryAfterMs ?? undefined });
    }
    const output = OPERATIONS[operation].output.safeParse(said.data.output);
    if (!output.success) throw functionError(functionName, 'NotOurAnswer', null);
    return output.data;
  }

  const names = Object.keys(OPERATIONS) as OperationName[];
  const operations = Object.fromEntries(
    names.map((name) => [name, (...input: unknown[]) => invoke(name, input)]),
  ) as unknown as RemoteOperations;
  return {
    ...operations,
    name: 'lambda',
    listFiles: async (commit) => (await operations.listing(commit)).map(({ path }) => path),
    checkout: (commit, folder) => checkoutArchive(operations, commit, folder),
  };
}

function parse(payload: Uint8Array | undefined): unknown {
  try {
    return JSON.parse(Buffer.from(payload ?? []).toString());
  } catch {
    return null;
  }
}
