import type { FixRequest } from '../../domain/ports/fix-provider.ts';
import type { ParseGuard } from '../../platform/parse-guard.ts';

/** A request without the texts on which the parser would end this process: files, and past fixes. */
export async function readableRequest(request: FixRequest, guard: ParseGuard): Promise<FixRequest> {
  const { files, knowledge } = request;
  const past = knowledge.flatMap(({ fix }) => (fix ? [...fix.before, ...fix.after] : []));
  const unreadable = new Set(await guard.unreadable([...files, ...past]));
  return {
    ...request,
    files: files.filter(({ path }) => !unreadable.has(path)),
    knowledge: knowledge.filter(({ fix }) => !fix?.after.some(({ path }) => unreadable.has(path))),
  };
}
