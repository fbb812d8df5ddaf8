import { DefaultFailureConverter } from '@temporalio/common';

/**
 * Puts the messages and stacks of failures into payloads, so that the codec encrypts them with all else. In use where
 * payloads are encrypted; without that a failure is to be read as it is in the Temporal Web UI.
 */
export const failureConverter = new DefaultFailureConverter({ encodeCommonAttributes: true });
