export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/**
 * Writes down that something happened: one structured line, for a machine that collects them. It neither throws
 * nor waits. `incident_id` is the field by which all lines about one incident are found.
 */
export type Logger = (
  level: LogLevel,
  fields: Record<string, string | number | boolean | null | undefined>,
  message: string,
) => void;
