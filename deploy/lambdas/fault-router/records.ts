/** The event: one record of a subscription of CloudWatch Logs, or a batch of them from a Kinesis stream. */
type Event = { awslogs?: { data?: unknown }; Records?: { kinesis?: { data?: unknown } }[] } | null;

/**
 * The subscription's records in an event, in base64 and unchanged.
 * @throws Error for any other event, since dropping it would lose failures
 */
export function recordsOf(event: unknown): string[] {
  const { awslogs, Records } = (event ?? {}) as NonNullable<Event>;
  const found = awslogs ? [awslogs.data] : (Records ?? []).map((record) => record?.kinesis?.data);
  // One record without data must not keep the others from arriving.
  const records = found.filter((data) => typeof data === 'string');
  if (records.length === 0) {
    throw new Error(
      'This event is neither of CloudWatch Logs nor of Kinesis. Subscribe the log group to this function, or to a Kinesis stream that this function reads.',
    );
  }
  return records;
}
