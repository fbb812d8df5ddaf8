export function endWithLauncher(environment: Record<string, string | undefined>): void;
