import { condition, setHandler } from '@temporalio/workflow';
import { approve, type Decision, decide, decideSignal, reject, type Word } from './messages.ts';

export interface Decisions {
  /**
   * From now on a person may decide; `ask` asks for it, and returns what is decided already. Resolves to the first
   * decision. There is no deadline.
   */
  awaitDecision(ask: () => Promise<Decision | null>): Promise<Decision>;
}

/** Accepts one decision, by update or signal, while the heal waits for one. */
export function listenForDecisions(): Decisions {
  let waiting = false;
  let decision: Decision | null = null;

  const take = (said: Decision): string => {
    decision = said;
    return `${said.approved ? 'Approved' : 'Rejected'} by ${said.by}.`;
  };
  const check = ({ by, reason }: Word, approved: boolean): void => {
    if (!waiting) throw new Error('No fix waits for a decision now.');
    if (decision) throw new Error(`${decision.by} has decided already.`);
    if (!by?.trim()) throw new Error('Say who decides: {"by": "…", "reason": "…"}.');
    if (!approved && !reason?.trim())
      throw new Error('A rejection needs a reason; the next attempt gets it.');
  };

  setHandler(decide, take, {
    validator: (said) => check(said, said.approved),
    description: 'Approves or rejects the fix that waits: {"approved": true, "by": "Ada", "reason": ""}.',
  });
  setHandler(approve, ({ by, reason = '' }) => take({ approved: true, by, reason }), {
    validator: (word) => check(word, true),
    description: 'Approves the proven fix that waits: {"by": "Ada", "reason": "optional"}.',
  });
  setHandler(reject, ({ by, reason }) => take({ approved: false, by, reason }), {
    validator: (word) => check(word, false),
    description:
      'Rejects the fix that waits; the next attempt gets the reason: {"by": "Ada", "reason": "too broad"}.',
  });
  setHandler(decideSignal, (said) => {
    if (waiting && !decision) take(said);
  });

  return {
    async awaitDecision(ask) {
      decision = null;
      waiting = true;
      try {
        const known = await ask();
        if (known) return known;
        await condition(() => decision !== null);
        return decision as unknown as Decision;
      } finally {
        waiting = false;
      }
    },
  };
}
