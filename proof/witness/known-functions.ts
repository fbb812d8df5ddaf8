/** Functions of PostgreSQL that compute from their arguments, or ask for the time: a statement may call them newly. */
const HARMLESS = new Set(
  `abs age any_value array_agg array_append array_cat array_length array_position array_prepend array_remove
  array_replace array_to_json array_to_string avg bool_and bool_or btrim bit_length cardinality cbrt ceil ceiling
  char_length character_length chr clock_timestamp coalesce concat concat_ws corr count cume_dist date_bin date_part
  date_trunc decode degrees dense_rank div encode every exp extract first_value float8 floor format generate_series
  generate_subscripts gen_random_uuid greatest initcap int4 int8 isfinite jsonb json_agg json_array_elements
  json_array_elements_text json_array_length json_build_array json_build_object json_each json_each_text
  json_extract_path json_extract_path_text json_object json_object_agg json_object_keys json_populate_record
  json_strip_nulls json_to_record json_to_recordset json_typeof jsonb_agg jsonb_array_elements
  jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_each jsonb_each_text
  jsonb_extract_path jsonb_extract_path_text jsonb_insert jsonb_object jsonb_object_agg jsonb_object_keys
  jsonb_path_exists jsonb_path_query jsonb_populate_record jsonb_pretty jsonb_set jsonb_strip_nulls
  jsonb_to_record jsonb_to_recordset jsonb_typeof justify_days justify_hours justify_interval lag last_value lead
  least left length like_escape ln localtimestamp log lower lpad ltrim make_date make_interval make_time
  make_timestamp make_timestamptz max md5 min mod mode now nth_value ntile nullif numeric octet_length overlay
  percent_rank percentile_cont percentile_disc phraseto_tsquery plainto_tsquery position pi power quote_ident
  quote_literal quote_nullable radians rank regexp_count regexp_match regexp_matches regexp_replace
  regexp_split_to_array regexp_split_to_table repeat replace reverse right round row_number row_to_json rpad rtrim
  sha224 sha256 sha384 sha512 sign split_part sqrt starts_with statement_timestamp stddev stddev_pop stddev_samp
  string_agg string_to_array strpos substr substring sum text timezone to_char to_date to_hex to_json to_jsonb
  to_number to_timestamp to_tsquery to_tsvector transaction_timestamp translate trim trunc ts_headline ts_rank
  ts_rank_cd unaccent unnest upper uuid_generate_v4 var_pop var_samp variance websearch_to_tsquery width_bucket
  word_similarity similarity xmlagg`.split(/\s+/),
);

/** Functions and values that name the database, the role, the connection or the server. */
const IDENTITY = new Set(
  `current_catalog current_database current_role current_schema current_schemas current_setting current_user
  has_database_privilege has_table_privilege inet_client_addr inet_client_port inet_server_addr inet_server_port
  session_user system_user to_regclass to_regproc to_regrole txid_current user version`.split(/\s+/),
);
/** PostgreSQL's own tables and functions; those below do work instead of telling something. */
const INTERNAL = /^pg_/;
const WORKING = /^pg_(?:advisory|try_advisory|notify|sleep)/;

/** True for what shows which database, role or server a statement runs on: by these a proof differs from production. */
export function asksWhereItRuns(name: string): boolean {
  return IDENTITY.has(name) || (INTERNAL.test(name) && !WORKING.test(name) && !name.startsWith('pg_temp'));
}

/** True for a function that only computes. */
export function isHarmless(name: string): boolean {
  return HARMLESS.has(name);
}
