/** One answer of the stand-in. */
export type Turn =
  | {
      text?: string;
      /** Shown before the tools, and signed. */
      thinking?: string;
      tools?: { name: string; input: unknown }[];
      /** `tool_use` with tools, else `end_turn`, unless said otherwise. */
      stopReason?: string;
      stopDetails?: { type: 'refusal'; category: string; explanation: string | null };
      /** Writes so many events, and then closes the connection. */
      cutAfter?: number;
      /** Writes so many events, and then nothing more. */
      silentAfter?: number;
      /** Writes so many events, and then an error event. */
      errorAfter?: { events: number; type: string; message: string };
      /** Waits for it before it answers. */
      until?: Promise<unknown>;
      outputTokens?: number;
    }
  | { status: number; type: string; message: string; headers?: Record<string, string> };
