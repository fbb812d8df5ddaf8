/** What a program may know of an error by its type alone. */
interface ErrorTypeEntry {
  /** The status with which the HTTP API answers it; null: it ends in a log, a timeline or on a terminal. */
  status: 400 | 401 | 403 | 404 | 409 | 413 | 429 | 500 | 502 | 503 | 504 | null;
  /** Whether the same call may succeed later without a change by anybody. An error may overrule this. */
  retryable: boolean;
  /** A sentence for `docs/api.md`, which is written from this table. */
  meaning: string;
}

/** Answers of the HTTP API. */
const API = {
  invalid_body: { status: 400, retryable: false, meaning: 'The message names each field that is wrong.' },
  invalid_incident_id: { status: 400, retryable: false, meaning: 'An id looks like `LIVE-0001`.' },
  invalid_service_name: { status: 400, retryable: false, meaning: 'Lower-case letters, digits and dashes.' },
  unauthorized: { status: 401, retryable: false, meaning: 'Send `Authorization: Bearer <ADMIN_TOKEN>`.' },
  unknown_key: { status: 401, retryable: false, meaning: 'No service has this intake key.' },
  bad_signature: { status: 401, retryable: false, meaning: 'Sign the body with the secret set here.' },
  host_refused: { status: 403, retryable: false, meaning: 'The `Host` is not in `ALLOWED_HOSTS`.' },
  cross_origin: { status: 403, retryable: false, meaning: 'A page of another site may change nothing.' },
  not_found: { status: 404, retryable: false, meaning: 'No route matches; see `/openapi.json`.' },
  no_demonstration: {
    status: 404,
    retryable: false,
    meaning: 'No attached service has `/test-fault/` routes.',
  },
  unknown_incident: { status: 404, retryable: false, meaning: 'The message says when a reset deleted it.' },
  unknown_commit: { status: 404, retryable: false, meaning: 'No heal or repository has this commit.' },
  unknown_reset: { status: 404, retryable: false, meaning: 'No reset has this id.' },
  unknown_service: { status: 404, retryable: false, meaning: 'No service of this name is attached.' },
  key_taken: { status: 409, retryable: false, meaning: 'Another service has this intake key.' },
  not_awaiting_approval: { status: 409, retryable: false, meaning: 'The fix does not wait for a decision.' },
  already_decided: { status: 409, retryable: false, meaning: 'Another decision came first.' },
  no_baseline: { status: 409, retryable: false, meaning: 'No attached service declares a baseline.' },
  not_resolved: { status: 409, retryable: false, meaning: 'Only a resolved incident can be rolled back.' },
  not_open: { status: 409, retryable: false, meaning: 'Another incident of the same fault is open.' },
  illegal_move: { status: 409, retryable: false, meaning: 'The phase of the incident does not allow this.' },
  body_too_long: { status: 413, retryable: false, meaning: 'Send a shorter body.' },
  intake_busy: { status: 429, retryable: true, meaning: 'Too many reports of failures; send them later.' },
  internal_error: { status: 500, retryable: false, meaning: 'Unexpected; the log has the details.' },
  reset_failed: { status: 500, retryable: false, meaning: 'The reset ended without success.' },
  release_unreachable: { status: 502, retryable: true, meaning: 'No release of the service answers.' },
  store_unavailable: { status: 503, retryable: true, meaning: 'PostgreSQL does not answer.' },
  callback_not_configured: { status: 503, retryable: false, meaning: 'Set `CALLBACK_SECRET`.' },
  ingest_not_configured: { status: 503, retryable: false, meaning: 'Set `INGEST_SECRET`.' },
  webhook_not_configured: { status: 503, retryable: false, meaning: 'Set `GITHUB_WEBHOOK_SECRET`.' },
  definition_missing: {
    status: 503,
    retryable: true,
    meaning: 'No `suture.yaml` of the service was read yet.',
  },
  release_timeout: { status: 504, retryable: true, meaning: 'The release did not answer in time.' },
} as const satisfies Record<string, ErrorTypeEntry>;

/** Errors of a heal: its activities and the ports that they use. */
const HEAL = {
  bad_edit: { status: null, retryable: false, meaning: 'A candidate changes a path that it may not.' },
  base_not_buildable: { status: null, retryable: false, meaning: 'The commit under repair does not build.' },
  base_not_startable: {
    status: null,
    retryable: false,
    meaning: 'The commit under repair does not start in the sandbox.',
  },
  baseline_missing: {
    status: null,
    retryable: false,
    meaning: 'The branch lacks the faulty text of a fault.',
  },
  code_host_function_failed: { status: null, retryable: false, meaning: 'The GithubTool Lambda failed.' },
  code_host_rate_limited: { status: null, retryable: true, meaning: 'The code host limits the requests.' },
  code_host_refused: { status: null, retryable: false, meaning: 'The code host rejects the request.' },
  code_host_unavailable: { status: null, retryable: true, meaning: 'The code host does not answer.' },
  conversation_taken: { status: null, retryable: true, meaning: 'Another worker continues this attempt.' },
  cooldowns_contended: { status: null, retryable: true, meaning: 'Too many workers start one cooldown.' },
  cooldowns_failed: { status: null, retryable: false, meaning: 'SSM cannot handle the call.' },
  cooldowns_refused: { status: null, retryable: false, meaning: 'SSM rejects the credentials.' },
  cooldowns_throttled: { status: null, retryable: true, meaning: 'SSM limits the requests.' },
  cooldowns_unavailable: { status: null, retryable: true, meaning: 'Redis or SSM does not answer.' },
  folder_not_empty: { status: null, retryable: false, meaning: 'A checkout needs an empty folder.' },
  git_too_old: { status: null, retryable: false, meaning: 'Install a newer git.' },
  head_moved: { status: null, retryable: false, meaning: 'The branch has a newer commit.' },
  heal_still_closing: { status: null, retryable: true, meaning: 'An earlier heal still closes.' },
  incident_ended: { status: null, retryable: false, meaning: 'The incident ended before this step.' },
  invalid_definition: { status: null, retryable: false, meaning: 'The `suture.yaml` is not valid.' },
  knowledge_failed: { status: null, retryable: false, meaning: 'Backboard cannot handle the call.' },
  knowledge_refused: { status: null, retryable: false, meaning: 'Backboard rejects the key.' },
  knowledge_unavailable: { status: null, retryable: true, meaning: 'Backboard does not answer.' },
  missing_key: { status: null, retryable: false, meaning: 'A commit lacks its trailer `Suture-Key`.' },
  model_overloaded: { status: null, retryable: true, meaning: 'The Claude API is overloaded.' },
  model_rate_limited: { status: null, retryable: true, meaning: 'The Claude API limits the requests.' },
  model_rejected_request: { status: null, retryable: false, meaning: 'The Claude API rejects the request.' },
  model_unauthorized: { status: null, retryable: false, meaning: 'The Claude API rejects the key.' },
  model_unavailable: { status: null, retryable: true, meaning: 'The Claude API does not answer.' },
  not_reproduced: { status: null, retryable: false, meaning: 'The failure did not occur in the sandbox.' },
  notification_not_taken: { status: null, retryable: true, meaning: 'The receiver did not accept it.' },
  notification_refused: { status: null, retryable: false, meaning: 'The receiver rejects it.' },
  notification_unsure: { status: null, retryable: true, meaning: 'The receiver may have accepted it.' },
  revert_conflict: { status: null, retryable: false, meaning: 'Later commits changed the same lines.' },
  sandbox_unavailable: { status: null, retryable: false, meaning: 'The sandbox does not work here.' },
  secret_in_fix: { status: null, retryable: false, meaning: 'A fix adds a secret to the repository.' },
  service_unavailable: { status: null, retryable: true, meaning: 'The service does not report its release.' },
  temporal_unavailable: { status: null, retryable: true, meaning: 'Temporal does not answer.' },
  unknown_attempt: { status: null, retryable: false, meaning: 'The store has no such attempt.' },
  unknown_candidate: { status: null, retryable: false, meaning: 'The store has no such candidate.' },
  unknown_fault: { status: null, retryable: false, meaning: 'The `suture.yaml` declares no such fault.' },
  unknown_message: { status: null, retryable: true, meaning: 'A newer release wrote the message.' },
  unknown_model: { status: null, retryable: false, meaning: 'Check `ANTHROPIC_MODEL`.' },
  unknown_review: { status: null, retryable: false, meaning: 'The code host has no such review.' },
  unsafe_path: { status: null, retryable: false, meaning: 'A path leads outside the repository.' },
  worker_killed: { status: null, retryable: false, meaning: 'A step ended its worker again and again.' },
} as const satisfies Record<string, ErrorTypeEntry>;

/** Errors at the start of a program, on a terminal, and of the local CI/CD. */
const PROGRAM = {
  already_running: { status: null, retryable: false, meaning: 'Another process uses this state folder.' },
  bad_arguments: { status: null, retryable: false, meaning: 'The message shows the usage.' },
  bad_fault: { status: null, retryable: false, meaning: 'The fault cannot be triggered.' },
  bad_request: { status: null, retryable: false, meaning: 'Worker and Lambda are of different commits.' },
  cannot_listen: { status: null, retryable: false, meaning: 'The address cannot be used.' },
  command_missing: { status: null, retryable: false, meaning: 'A program cannot be run.' },
  component_failed: { status: null, retryable: false, meaning: 'A server of the stack does not start.' },
  component_missing: { status: null, retryable: false, meaning: 'The message names the command that helps.' },
  fault_absent: { status: null, retryable: false, meaning: 'The fault did not occur.' },
  git_missing: { status: null, retryable: false, meaning: 'Install git.' },
  install_failed: { status: null, retryable: false, meaning: 'The packages cannot be installed.' },
  interrupted: { status: null, retryable: false, meaning: 'Stopped on request.' },
  invalid_settings: { status: null, retryable: false, meaning: 'The message says what to set.' },
  migration_failed: { status: null, retryable: false, meaning: 'A migration of the database failed.' },
  no_free_port: { status: null, retryable: false, meaning: 'Every port tried is in use.' },
  not_a_repository: { status: null, retryable: false, meaning: 'The folder is not a git repository.' },
  not_recorded: { status: null, retryable: false, meaning: 'A failure did not open an incident.' },
  origin_unavailable: { status: null, retryable: true, meaning: 'The origin cannot be read.' },
  port_in_use: { status: null, retryable: false, meaning: 'Another process uses the port.' },
  release_failed: { status: null, retryable: false, meaning: 'The release ended during its start.' },
  release_unhealthy: { status: null, retryable: false, meaning: 'The release did not become healthy.' },
  stage_failed: { status: null, retryable: false, meaning: 'A stage of the pipeline failed.' },
  state_damaged: { status: null, retryable: false, meaning: 'The state folder cannot be read.' },
  state_unreadable: { status: null, retryable: false, meaning: 'A file of the pipeline cannot be read.' },
  stream_refused: { status: null, retryable: false, meaning: 'The server does not open the event stream.' },
  unexpected_answer: { status: null, retryable: false, meaning: 'Another program or release answers.' },
  unreachable: { status: null, retryable: true, meaning: 'No server answers at this address.' },
  usage: { status: null, retryable: false, meaning: 'The command was called in a wrong way.' },
} as const satisfies Record<string, ErrorTypeEntry>;

/** Every `type` that a {@link SutureError} can have: a closed set, stable, and meant for programs. */
export const ERROR_TYPES = { ...API, ...HEAL, ...PROGRAM };
export type ErrorType = keyof typeof ERROR_TYPES;

/** Whether a text, such as the code that a server of another release answered, is a type known here. */
export function isErrorType(text: string): text is ErrorType {
  return Object.hasOwn(ERROR_TYPES, text);
}

/** What the table says of a type. */
export function entryOf(type: ErrorType): ErrorTypeEntry {
  return ERROR_TYPES[type];
}
