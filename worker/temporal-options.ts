import { accessSync, constants, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { SutureError } from '../domain/errors.ts';
import type { Settings } from '../domain/settings.ts';
import { createPayloadCodec } from './payload-codec.ts';

/** A version of the worker, as Temporal keeps running workflows to it. */
export interface WorkerVersion {
  deploymentName: string;
  buildId: string;
}

export interface TemporalOptions {
  connection: NativeConnectionOptions;
  namespace: string;
  /** Encrypts what goes into histories; null where no key is set. */
  dataConverter: DataConverter | null;
  /** Null: versioning is off, and every worker takes every heal. */
  version: WorkerVersion | null;
}

/**
 * How to reach Temporal: address, namespace, API key and mTLS by the variables and the profile file of Temporal's own
 * `envconfig`. A profile counts only where TEMPORAL_PROFILE or TEMPORAL_CONFIG_FILE asks for it, so that what a person
 * keeps for other work does not lead a laptop's stack astray.
 * @param here `import.meta.url` of the program, beside which the build lies
 * @throws SutureError `invalid_settings`
 */
export function readTemporalOptions(
  environment: Record<string, string | undefined>,
  settings: Readonly<Settings>,
  here: string,
): TemporalOptions {
  const { TEMPORAL_PROFILE: profile, TEMPORAL_CONFIG_FILE: file, TEMPORAL_CODEC_KEYS: keys } = settings;
  try {
    // A file that is not there would count as empty.
    if (file) accessSync(file, constants.R_OK);
    const { connectionOptions, namespace } = loadClientConnectConfig({
      overrideEnvVars: Object.fromEntries(
        Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1])),
      ),
      disableFile: !profile && !file,
      configFileStrict: true,
    });
    return {
      connection: connectionOptions,
      namespace: namespace ?? settings.TEMPORAL_NAMESPACE,
      dataConverter: keys
        ? { payloadCodecs: [createPayloadCodec(keys)], failureConverterPath: failureConverter(here) }
        : null,
      version: readVersion(settings, here),
    };
  } catch (error) {
    if (error instanceof SutureError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new SutureError(
      'invalid_settings',
      `The settings for Temporal cannot be used: ${why}. Check the TEMPORAL_ variables, and the file that TEMPORAL_CONFIG_FILE names.`,
      { cause: error },
    );
  }
}

/** A module that Temporal loads by itself, built by `tools/build.mjs`. */
export function failureConverter(here: string): string {
  return fileURLToPath(
    new URL(here.endsWith('.js') ? './failure-converter.cjs' : '../dist/failure-converter.cjs', here),
  );
}

/** Unless it is told, the build id is the hash of the workflows: what did not change needs no new version. */
function readVersion(settings: Readonly<Settings>, here: string): WorkerVersion | null {
  const { TEMPORAL_DEPLOYMENT: deploymentName, TEMPORAL_BUILD_ID: told, TEMPORAL_DRAIN: drains } = settings;
  if (!deploymentName && drains) {
    throw new SutureError(
      'invalid_settings',
      'TEMPORAL_DRAIN is on, but this worker has no version to finish. Set TEMPORAL_DEPLOYMENT, or leave TEMPORAL_DRAIN away.',
    );
  }
  if (!deploymentName) return null;
  if (told) return { deploymentName, buildId: told };
  try {
    const hash = readFileSync(fileURLToPath(new URL('./workflows.hash', here)), 'utf8');
    return { deploymentName, buildId: hash.slice(0, 16) };
  } catch {
    throw new SutureError(
      'invalid_settings',
      'TEMPORAL_DEPLOYMENT is set, but there is no build to take a build id from. Set TEMPORAL_BUILD_ID, or run: npm run build',
    );
  }
}
