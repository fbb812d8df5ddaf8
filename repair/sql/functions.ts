/** Functions of PostgreSQL that services use, for names that are misspelt. */
const COMMON =
  'abs age array_agg array_length avg bool_and bool_or cardinality ceil char_length chr coalesce concat concat_ws count ' +
  'current_date date_part date_trunc extract floor format gen_random_uuid generate_series greatest initcap ' +
  'json_agg json_build_object jsonb_agg jsonb_build_object left length least lower lpad ltrim max md5 min mod now nullif ' +
  'position power random regexp_replace repeat replace reverse right round row_number rpad rtrim sign split_part sqrt ' +
  'starts_with string_agg strpos substr substring sum to_char to_date to_json to_jsonb to_number to_timestamp translate ' +
  'trim trunc unnest upper';

/** What functions of other dialects are called in PostgreSQL, where only the name differs. */
const DIALECTS: Record<string, string> = {
  ifnull: 'coalesce',
  isnull: 'coalesce',
  nvl: 'coalesce',
  len: 'length',
  ucase: 'upper',
  lcase: 'lower',
  getdate: 'now',
  sysdate: 'now',
  rand: 'random',
  newid: 'gen_random_uuid',
  uuid: 'gen_random_uuid',
  instr: 'strpos',
  group_concat: 'string_agg',
  json_arrayagg: 'json_agg',
  json_object: 'json_build_object',
};

/** Other names for a function that there is not: the one of another dialect first, then all by their spelling. */
export function* functionsLike(name: string): Generator<[string, number]> {
  const meant = DIALECTS[name.toLowerCase()];
  if (meant) yield [meant, 2];
  for (const known of COMMON.split(' ')) yield [known, 0.9];
}
