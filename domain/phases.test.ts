import { describe, expect, it } from 'vitest';
import { isTerminal, mayFollow, Phase, statusOf } from './phases.ts';

const phases = Phase.options;
const followers = (from: Phase) => phases.filter((to) => mayFollow(from, to));
const leadingTo = (to: Phase) => phases.filter((from) => mayFollow(from, to));

describe('the phase table', () => {
  it('lets a heal that goes well walk through in the order of the phases', () => {
    const way: Phase[] = [
      'detected',
      'analyzing',
      'fixing',
      'validating',
      'pushing',
      'deploying',
      'verifying',
    ];
    for (const [index, from] of way.entries())
      expect(mayFollow(from, way[index + 1] ?? 'resolved')).toBe(true);
    for (const [from, to] of [
      ['detected', 'cooling_down'],
      ['cooling_down', 'analyzing'],
      ['validating', 'awaiting_approval'],
      ['awaiting_approval', 'pushing'],
    ] as const) {
      expect(mayFollow(from, to)).toBe(true);
    }
  });

  it('lets nothing be pushed that is not proven, deployed that is not pushed, or resolved that is not verified', () => {
    expect(leadingTo('pushing')).toEqual(['validating', 'awaiting_approval']);
    expect(leadingTo('awaiting_approval')).toEqual(['validating']);
    expect(leadingTo('deploying')).toEqual(['pushing']);
    expect(leadingTo('verifying')).toEqual(['deploying']);
    expect(leadingTo('resolved')).toEqual(['verifying']);
  });

  it.each(phases.filter((phase) => !isTerminal(phase)))('lets a heal end at any time: %s', (phase) => {
    expect(followers(phase)).toEqual(expect.arrayContaining(['failed', 'cancelled']));
  });

  it.each(['fixing', 'validating', 'awaiting_approval', 'pushing', 'deploying', 'verifying'] as const)(
    'lets a heal end as rolled back once something may have been live: %s',
    (phase) => expect(mayFollow(phase, 'rolled_back')).toBe(true),
  );

  it('opens what has ended again, and lets what is resolved only be rolled back or return', () => {
    expect(followers('resolved')).toEqual(['detected', 'rolled_back']);
    for (const phase of ['failed', 'rolled_back', 'cancelled'] as const) {
      expect(followers(phase)).toEqual(['detected']);
    }
    expect(leadingTo('detected')).toEqual(['resolved', 'failed', 'rolled_back', 'cancelled']);
  });

  it('lets no phase follow itself', () => {
    expect(phases.filter((phase) => mayFollow(phase, phase))).toEqual([]);
  });

  it('leads to every phase', () => {
    const seen = new Set<Phase>(['detected']);
    for (const phase of seen) for (const next of followers(phase)) seen.add(next);
    expect([...seen].toSorted()).toEqual([...phases].toSorted());
  });
});

it.each([
  ['detected', 'detected'],
  ['cooling_down', 'in_progress'],
  ['analyzing', 'in_progress'],
  ['fixing', 'in_progress'],
  ['validating', 'in_progress'],
  ['awaiting_approval', 'in_progress'],
  ['pushing', 'in_progress'],
  ['deploying', 'in_progress'],
  ['verifying', 'in_progress'],
  ['resolved', 'resolved'],
  ['failed', 'failed'],
  ['rolled_back', 'failed'],
  ['cancelled', 'failed'],
] as const)('an incident that is %s counts as %s', (phase, status) => {
  expect(statusOf(phase)).toBe(status);
});
