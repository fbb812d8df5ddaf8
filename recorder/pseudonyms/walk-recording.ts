import type { EarlierRequest, RecordedRequest, Recording, Step } from '../recording.ts';
import { asPostgres, columnsOfParameters, walkMysql, walkSql } from './walk-sql.ts';
import { type Leaf, walkPath } from './walk-text.ts';
import { walkValue } from './walk-value.ts';

/** Headers that say how a message is written: a program reads them, and no part of them can be another. */
const FORM =
  /^(content-(type|length|encoding|language|range|security.*)|accept.*|connection|host|transfer-encoding|date|cache-control|keep-alive|vary|upgrade|te|trailer|traceparent)$/i;
/** Headers that name a program or a file, with versions that look like addresses. */
const NAMES_PROGRAM = /^(content-.*|user-agent|server|x-powered-by|tracestate|sec-.*)$/i;
const VERSIONS = /(\/v?[\d.]+|"[\d.]+")/;

/** Gives every text and number of a recording that comes from outside to `leaf`. */
export function walkRecording(recording: Recording, leaf: Leaf): Recording {
  const { response } = recording;
  return {
    ...recording,
    route: walkPath(recording.route, leaf),
    logLine: walkLines(recording.logLine, leaf),
    message: walkLines(recording.message, leaf),
    stack: recording.stack === null ? null : walkLines(recording.stack, leaf),
    errors: recording.errors.map((error) => ({
      ...error,
      message: walkLines(error.message, leaf),
      stack: error.stack === null ? null : walkLines(error.stack, leaf),
    })),
    trace: recording.trace && walkHeaders(recording.trace, leaf),
    request: recording.request && walkRequest(recording.request, leaf),
    response: response && {
      ...response,
      headers: walkHeaders(response.headers, leaf),
      ...(response.body !== undefined && { body: walkValue(response.body, { name: '' }, leaf) }),
    },
    steps: recording.steps.map((step) => walkStep(step, leaf)),
    before: recording.before.map((earlier) => walkEarlier(earlier, leaf)),
  };
}

function walkEarlier(earlier: EarlierRequest, leaf: Leaf): EarlierRequest {
  return {
    ...earlier,
    request: walkRequest(earlier.request, leaf),
    steps: earlier.steps.map((step) => walkStep(step, leaf)),
  };
}

function walkRequest(request: RecordedRequest, leaf: Leaf): RecordedRequest {
  return {
    ...request,
    path: walkPath(request.path, leaf),
    headers: walkHeaders(request.headers, leaf),
    ...(request.body !== undefined && { body: walkValue(request.body, { name: '' }, leaf) }),
  };
}

function walkHeaders(headers: Record<string, string>, leaf: Leaf): Record<string, string> {
  const made: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (FORM.test(name)) made[name] = value;
    else if (NAMES_PROGRAM.test(name)) made[name] = walkNames(value, leaf);
    else made[name] = String(walkValue(value, { name }, leaf));
  }
  return made;
}

function walkNames(value: string, leaf: Leaf): string {
  const parts = value.split(VERSIONS);
  return parts.map((part, at) => (at % 2 === 1 ? part : String(leaf(part, { name: '' })))).join('');
}

function walkStep(step: Step, leaf: Leaf): Step {
  if (step.kind === 'sql') {
    const isMysql = step.database === 'mysql';
    const columns = columnsOfParameters(isMysql ? asPostgres(step.text) : step.text);
    const person = step.fields.length > 0 && step.rows[0] ? step.rows[0] : {};
    return {
      ...step,
      text: (isMysql ? walkMysql : walkSql)(step.text, leaf),
      values: step.values.map((value, at) =>
        walkValue(value, { name: columns.get(at) ?? '', person: hasPerson([...columns.values()]) }, leaf),
      ),
      rows: step.rows.map((row) =>
        walkValue(row, { name: '', person: hasPerson(Object.keys(person)) }, leaf),
      ) as Record<string, unknown>[],
      error: step.error && (walkValue(step.error, { name: '' }, walkingLines(leaf)) as typeof step.error),
    };
  }
  if (step.kind === 'redis') {
    return {
      ...step,
      args: step.args.map((each, at) => {
        // `HSET key field value …`
        const name =
          /^H(M?SET|SETNX)$/.test(step.command) && at >= 2 && at % 2 === 0 ? step.args[at - 1] : '';
        return String(walkValue(each, { name: name ?? '' }, leaf));
      }),
      reply: walkValue(step.reply, { name: '' }, leaf),
      error: step.error === null ? null : String(leaf(step.error, { name: '' })),
    };
  }
  return {
    ...step,
    url: String(walkValue(step.url, { name: '' }, leaf)),
    requestHeaders: walkHeaders(step.requestHeaders, leaf),
    responseHeaders: walkHeaders(step.responseHeaders, leaf),
    ...(step.requestBody !== undefined && { requestBody: walkValue(step.requestBody, { name: '' }, leaf) }),
    ...(step.responseBody !== undefined && {
      responseBody: walkValue(step.responseBody, { name: '' }, leaf),
    }),
    error: step.error === null ? null : String(leaf(step.error, { name: '' })),
  };
}

/** Lines that lead to a place in the code stay as they are. */
function walkLines(text: string, leaf: Leaf): string {
  return text
    .split(/(\n\s+at [^\n]+)/)
    .map((part, at) => (at % 2 === 1 ? part : String(leaf(part, { name: '' }))))
    .join('');
}

function walkingLines(leaf: Leaf): Leaf {
  // The names of tables, columns and constraints are the schema's; a replay compares them.
  return (value, place) =>
    /^(code|table|column|constraint|schema)$/.test(place.name) ? value : leaf(value, { name: '' });
}

function hasPerson(names: string[]): boolean {
  return names.some((name) => /mail|phone|birth|surname|last_?name/i.test(name));
}
