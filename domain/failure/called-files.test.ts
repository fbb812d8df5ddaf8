import { expect, it } from 'vitest';
import { calledFiles, filesToAsk } from './called-files.ts';

const SERVICE = `export class ArticleService {
  async list({ page }: Query) {
    return db.query.articles.findMany({ offset: (page - 1) * 20 });
  }
}`;
const FILES: Record<string, string> = {
  'src/article/handler.ts': `import { toView } from '../views/article.js';
export async function listArticles(this: FastifyInstance, request) {
  const list = await this.articleService.list(request.query);
  return list.map(toView);
}`,
  'src/article/service.ts': SERVICE,
  'src/profile/service.ts': SERVICE,
  'src/views/article.ts': 'export const toView = (article) => article.title;',
  'src/services/article-service.ts': 'export class Other { save() {\n list();\n } }',
};
const callers = (path: string) => ({ [path]: FILES[path] ?? '' });
const called = (path: string) => {
  const asked = filesToAsk(callers(path), Object.keys(FILES));
  return calledFiles(callers(path), Object.fromEntries(asked.map((each) => [each, FILES[each] ?? ''])));
};

it('takes a file that is named like the object of which a method is called, and declares it', () => {
  expect(called('src/article/handler.ts')).toContain('src/article/service.ts');
  expect(called('src/article/handler.ts')).not.toContain('src/profile/service.ts');
});

it('asks for what is named alike, and passes over what declares no such method', () => {
  const asked = filesToAsk(callers('src/article/handler.ts'), Object.keys(FILES));
  expect(asked).toEqual([
    'src/views/article.ts',
    'src/article/service.ts',
    'src/services/article-service.ts',
  ]);
  expect(called('src/article/handler.ts')).not.toContain('src/services/article-service.ts');
});

it('takes what is imported and called', () => {
  const callers = { 'a/b.js': "const { price } = require('./price');\nuse(price(order));" };
  const asked = { 'a/price.js': 'function price(order) { return 1; }', 'a/other.js': 'function price() {}' };
  expect(calledFiles(callers, asked)).toEqual(['a/price.js']);
});
