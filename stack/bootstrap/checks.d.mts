export function checkNode(version: string): string | null;
export function checkGit(environment: Record<string, string | undefined>): string | null;
