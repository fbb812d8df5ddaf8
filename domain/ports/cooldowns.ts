/** How long a fault is left alone after a heal. A lost cooldown costs one heal too many, never an incident. */
export interface Cooldowns {
  readonly name: string;
  /** Milliseconds that remain, or null when the fault may be healed. */
  remaining(service: string, faultCode: string): Promise<number | null>;
  /**
   * Starts a cooldown unless one runs. True when it was started by this call, or by an earlier call for the
   * same `holder` (an incident id), so that a repeated step gets the same answer.
   */
  start(service: string, faultCode: string, holder: string, seconds: number): Promise<boolean>;
  /** Ends all cooldowns of a service and returns how many there were. */
  clear(service: string): Promise<number>;
}
