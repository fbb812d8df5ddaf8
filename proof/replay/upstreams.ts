import type { CompleteDefinition } from '../../domain/detection/complete-definition.ts';
import type { Recording } from '../../domain/recording.ts';
import type { UpstreamDefinition } from '../../domain/service-definition.ts';
import { programEnvironment } from '../program-environment.ts';
import type { Base } from '../tools.ts';
import { createRecordedUpstream } from '../witness/recorded-upstream.ts';
import { createStandIn, type StandIn } from '../witness/stand-in.ts';
import { fillEnvironment } from './fill-environment.ts';
import { createRecordedStandIn } from './recorded-stand-in.ts';
import { type RecordedCall, type RecordedUpstream, upstreamsOf } from './upstream-answers.ts';

/** An upstream of a stage: declared, recorded, or both. */
export interface StagedUpstream extends Pick<UpstreamDefinition, 'name' | 'variable' | 'hosts'> {
  declared: UpstreamDefinition | null;
  /** Empty: nothing is recorded of it. */
  calls: RecordedCall[];
}

/** The upstreams that a service declares, each with what was recorded of it, and those that only a recording shows. */
export function recordedUpstreams(
  { upstreams }: Pick<CompleteDefinition, 'upstreams'>,
  recording: Recording | null,
): StagedUpstream[] {
  const recorded = recording ? upstreamsOf(recording) : [];
  const taken = new Set<RecordedUpstream>();
  const found: StagedUpstream[] = upstreams.map((declared) => {
    const mine = recorded.filter((one) => !taken.has(one) && isSame(declared, one));
    for (const one of mine) taken.add(one);
    return { ...declared, declared, calls: mine.flatMap(({ calls }) => calls) };
  });
  const left = recorded.filter((one) => !taken.has(one));
  const [silent, ...others] = found.filter(({ calls }) => calls.length === 0);
  // One declared upstream and one recorded host of which no name is known in common are the same.
  if (silent && others.length === 0 && left.length === 1 && left[0]?.host) {
    silent.calls = left[0].calls;
    return found;
  }
  return [
    ...found,
    ...left.map(({ name, variable, host, calls }) => ({
      ...{ name, variable, calls },
      hosts: host ? [host] : [],
      declared: null,
    })),
  ];
}

function isSame({ variable, hosts }: UpstreamDefinition, one: RecordedUpstream): boolean {
  if (one.variable !== null) return variable === one.variable;
  const names = hosts.map((host) => host.toLowerCase());
  return names.includes(one.host ?? '') || names.includes((one.host ?? '').replace(/:\d+$/, ''));
}

/** What stands in for an upstream: its recorded answers first, then what the definition names. */
export function standInOf(
  { name, declared, calls }: StagedUpstream,
  { base, varied }: { base: Base; varied: Record<string, string> },
): StandIn {
  const own =
    declared &&
    (declared.answers
      ? createRecordedUpstream(name, base.folder, declared.answers)
      : createStandIn(declared, base.folder, varied));
  if (own && calls.length === 0) return own;
  const variables = programEnvironment(base.definition, null);
  return createRecordedStandIn(name, calls, (text) => fillEnvironment(text, variables), own);
}
