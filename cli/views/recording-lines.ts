type Fields = Record<string, unknown>;

/** Each fact about a failure on lines of its own, as it was sent: nothing is left out but what is empty. */
export function recordingLines(recording: Fields): string[] {
  const { request, response, steps, before, errors, stack, ...facts } = recording;
  const made =
    facts.pseudonyms === true
      ? 'personal and secret values are made up by the service'
      : 'values are as they were';
  return [
    `${facts.kind} on ${facts.route}: ${facts.reason}; ${made}`,
    ...section('Request', request),
    ...section('Response', response),
    ...(typeof stack === 'string' ? ['', 'Error', ...indent(stack)] : section('Errors', errors)),
    ...listOf(steps).flatMap((step, at) => section(`Step ${at + 1}: ${String((step as Fields).kind)}`, step)),
    ...listOf(before).flatMap((earlier, at) => section(`Before ${at + 1}`, earlier)),
    ...section('Besides', facts),
  ];
}

function section(title: string, value: unknown): string[] {
  if (value === null || value === undefined || (Array.isArray(value) && value.length === 0)) return [];
  return ['', title, ...indent(JSON.stringify(value, null, 2))];
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${line}`);
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
