import { accessSync, constants, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DataConverter } from '@temporalio/common';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { NativeConnectionOptions } from '@temporalio/worker';
import { SutureError } from '../domain/errors.ts';
import { createPayloadCodec } from './payload-codec.ts';
import type { AllSettings } from './settings.ts';

type TemporalSettings = Pick<
  AllSettings,
  | 'TEMPORAL_ADDRESS'
  | 'TEMPORAL_NAMESPACE'
  | 'TEMPORAL_CODEC_KEYS'
  | 'TEMPORAL_DEPLOYMENT'
  | 'TEMPORAL_BUILD_ID'
  | 'TEMPORAL_DRAIN'
>;

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
 * How to reach Temporal. Address, namespace, API key and TLS come from the variables and the profile file of Temporal's
 * own library (https://docs.temporal.io/develop/environment-configuration). A profile is read only where TEMPORAL_PROFILE
 * or TEMPORAL_CONFIG_FILE names one, so that a person's profile for other work does not change a laptop's stack.
 * @param here `import.meta.url` of the program, beside which the build lies
 * @throws SutureError `invalid_settings`
 */
export function readTemporalOptions(
  environment: Record<string, string | undefined>,
  settings: TemporalSettings,
  here: string,
): TemporalOptions {
  const { TEMPORAL_CODEC_KEYS: keys } = settings;
  const { TEMPORAL_PROFILE: profile, TEMPORAL_CONFIG_FILE: file } = environment;
  if (!settings.TEMPORAL_ADDRESS && !profile && !file) {
    throw new SutureError(
      'invalid_settings',
      'Set TEMPORAL_ADDRESS (or TEMPORAL_PROFILE), or use npm start, which brings its own Temporal.',
    );
  }
  try {
    // A missing file would count as empty.
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

/** Without TEMPORAL_BUILD_ID, the build id is the hash of the workflows: unchanged workflows need no new version. */
function readVersion(settings: TemporalSettings, here: string): WorkerVersion | null {
  const { TEMPORAL_DEPLOYMENT: deploymentName, TEMPORAL_BUILD_ID: given, TEMPORAL_DRAIN: drains } = settings;
  if (!deploymentName && drains) {
    throw new SutureError(
      'invalid_settings',
      'TEMPORAL_DRAIN is on, but this worker has no version to finish. Set TEMPORAL_DEPLOYMENT, or unset TEMPORAL_DRAIN.',
    );
  }
  if (!deploymentName) return null;
  if (given) return { deploymentName, buildId: given };
  try {
    const hash = readFileSync(fileURLToPath(new URL('./workflows.hash', here)), 'utf8');
    return { deploymentName, buildId: hash.slice(0, 16) };
  } catch {
    throw new SutureError(
      'invalid_settings',
      'TEMPORAL_DEPLOYMENT is set, but there is no build to read a build id from. Set TEMPORAL_BUILD_ID, or run: npm run build',
    );
  }
}
