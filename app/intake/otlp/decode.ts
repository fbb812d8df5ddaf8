import root from '@opentelemetry/otlp-transformer/build/src/generated/root.js';
import { invalid } from '../doors/read-body.ts';

/** What one export may be. */
export type Signal = 'traces' | 'logs';

/** The messages of https://github.com/open-telemetry/opentelemetry-proto, as OpenTelemetry's own exporter writes them. */
interface Message {
  decode(bytes: Uint8Array): unknown;
  encode(value: unknown): { finish(): Uint8Array };
  toObject(message: unknown, options: { longs: StringConstructor; enums: NumberConstructor }): unknown;
}

type Service = { v1: Record<string, Message> };
const { opentelemetry } = root as unknown as {
  opentelemetry: { proto: { collector: { trace: Service; logs: Service } } };
};
const { trace, logs } = opentelemetry.proto.collector;
const REQUESTS = { traces: trace.v1.ExportTraceServiceRequest, logs: logs.v1.ExportLogsServiceRequest };
const RESPONSES = { traces: trace.v1.ExportTraceServiceResponse, logs: logs.v1.ExportLogsServiceResponse };

/**
 * Decodes the body of an export. Ids are bytes or, in JSON, hexadecimal text; 64-bit numbers are texts.
 * @throws SutureError `invalid_body`
 */
export function decodeExport(body: Buffer, signal: Signal, isJson: boolean): unknown {
  try {
    if (isJson) return JSON.parse(body.toString('utf8'));
    const type = REQUESTS[signal] as Message;
    return type.toObject(type.decode(body), { longs: String, enums: Number as NumberConstructor });
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw invalid(
      `it is no ${isJson ? 'JSON' : 'protobuf'} of an OTLP export of ${signal}: ${why.slice(0, 200)}`,
    );
  }
}

/** The answer to an export in protobuf. */
export function encodeAnswer(signal: Signal, value: object): Uint8Array {
  return (RESPONSES[signal] as Message).encode(value).finish();
}
