/** What the server's words are held equal to. */
export function elapsed(ms: number): string;
export function keepTicking(): () => void;
