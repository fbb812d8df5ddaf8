/**
 * Waits for all parts. When one fails, the others are halted and waited for, so that nothing is still
 * starting while the rest is stopped.
 * @throws what the first part to fail threw.
 */
export async function allOrNone<const T extends readonly unknown[]>(
  halt: AbortController,
  parts: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const failures: unknown[] = [];
  const settled = await Promise.all(
    parts.map((part) =>
      Promise.resolve(part).catch((error: unknown) => {
        failures.push(error);
        halt.abort();
      }),
    ),
  );
  if (failures.length > 0) throw failures[0];
  return settled as { -readonly [K in keyof T]: Awaited<T[K]> };
}
