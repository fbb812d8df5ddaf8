export function linkPostgres(home: string): void;
