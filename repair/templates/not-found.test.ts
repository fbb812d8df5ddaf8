import { beforeAll, describe, expect, it } from 'vitest';
import type { Evidence } from '../../domain/evidence.ts';
import { proposeRepairs } from '../propose.ts';
import { loadSqlParser, type SqlParser } from '../sql/parser.ts';
import { evidenceOf, requestOf, runCase, type TemplateCase } from '../testing.ts';

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const lines = (...list: string[]) => `${list.join('\n')}\n`;
const absent = (property: string, message = '500 instead of 404'): Evidence =>
  evidenceOf([
    {
      message,
      status: 500,
      errorClass: 'TypeError',
      output: `TypeError: Cannot read properties of undefined (reading '${property}')\n`,
    },
  ]);
const unsaid = (property: string) => absent(property, 'Internal Server Error');

const notFound = (about: string, broken: string, fixed: RegExp, evidence = unsaid('name')): TemplateCase => ({
  ...{ template: 'refuse-absent', about, broken, fixed, evidence },
  path: 'tasks.ts',
});

const cases: TemplateCase[] = [
  notFound(
    'Express, and a table by the key of the request',
    lines(
      "import { Router } from 'express';",
      'const router = Router();',
      'const users: Record<string, { name: string }> = {};',
      "router.get('/:id', (req, res) => {",
      '  const user = users[req.params.id];',
      '  res.json({ name: user.name.toUpperCase() });',
      '});',
    ),
    /if \(!user\) return res\.status\(404\)\.json\(/,
  ),
  notFound(
    'Express, and a value that TypeScript is told to be there',
    lines(
      "import { Router } from 'express';",
      'const router = Router();',
      'const users: Record<string, { name: string }> = {};',
      "router.get('/:id', (req, res) => {",
      '  const user = users[req.params.id];',
      '  res.json({ name: user!.name.toUpperCase() });',
      '});',
    ),
    /if \(!user\) return res\.status\(404\)\.json\(/,
  ),
  notFound(
    'Express, which hands a declared error on',
    lines(
      'export const show = async (req: Request, res: Response, next: NextFunction) => {',
      '  try {',
      '    const user = await repository.findOne(req.params.id);',
      "    res.customSuccess(200, 'User found', { name: user.name });",
      '  } catch (err) {',
      "    const customError = new CustomError(400, 'Raw', 'Error', null, err);",
      '    return next(customError);',
      '  }',
      '};',
    ),
    /if \(!user\) \{\n\s+const customError = new CustomError\(404, 'Raw', 'not found', null\);\n\s+return next\(customError\);\n\s+\}/,
  ),
  notFound(
    'Express, which hands an error on at once',
    lines(
      "router.get('/:id', async (req, res, next) => {",
      '  const { rows } = await pool.query(TASK, [req.params.id]);',
      '  res.json({ name: rows[0].name });',
      '});',
      "router.delete('/:id', (req, res, next) => next(createError(404, 'no such task')));",
    ),
    /if \(!rows\[0\]\) return next\(createError\(404, 'no such task'\)\);/,
  ),
  notFound(
    'Hono, which names its statuses',
    lines(
      'export const getOne: AppRouteHandler<GetOneRoute> = async (c) => {',
      "  const { id } = c.req.valid('param');",
      '  const task = await db.query.tasks.findFirst({ where: eq(tasks.id, id) });',
      '  return c.json({ ...task, name: task.name.trim() }, HttpStatusCodes.OK);',
      '};',
      'export const patch: AppRouteHandler<PatchRoute> = async (c) => {',
      '  const [task] = await db.update(tasks).returning();',
      '  if (!task) {',
      '    return c.json({ message: HttpStatusPhrases.NOT_FOUND }, HttpStatusCodes.NOT_FOUND);',
      '  }',
      '  return c.json(task, HttpStatusCodes.OK);',
      '};',
    ),
    /\(!task\) return c\.json\(\{ message: HttpStatusPhrases\.NOT_FOUND \}, HttpStatusCodes\.NOT_FOUND\);\n {2}return c\.json\(\{ \.\.\./,
  ),
  notFound(
    'Hono, by a chain of a query builder',
    lines(
      "import { Hono } from 'hono';",
      "app.get('/tasks/:id', async (ctx) => {",
      "  const id = Number(ctx.req.param('id'));",
      '  const [task] = await db.select().from(tasks).where(eq(tasks.id, id));',
      '  return ctx.json({ name: task.name });',
      '});',
    ),
    /if \(!task\) return ctx\.json\(\{ error: 'not found' \}, 404\);/,
  ),
  notFound(
    'Fastify without an answer of its own',
    lines(
      "import type { FastifyInstance } from 'fastify';",
      'export const routes = async (app: FastifyInstance) => {',
      "  app.get('/tasks/:id', async (request, reply) => {",
      '    const task = await app.db.task.findUnique({ where: { id: request.params.id } });',
      '    return { name: task.name.trim() };',
      '  });',
      '};',
    ),
    /if \(!task\) return reply\.code\(404\)\.send\(\{ error: 'not found' \}\);/,
  ),
  notFound(
    'Koa without an answer of its own',
    lines(
      "import Router from '@koa/router';",
      "router.get('/tasks/:id', async (ctx) => {",
      '  const task = await Task.findByPk(ctx.params.id);',
      '  ctx.body = { name: task.name };',
      '});',
    ),
    /if \(!task\) \{\n {4}ctx\.status = 404;\n {4}ctx\.body = \{ error: 'not found' \};\n {4}return;/,
  ),
  notFound(
    'Koa, which throws by its context elsewhere',
    lines(
      "router.get('/tasks/:id', async (ctx) => {",
      '  const task = tasks.get(ctx.params.id);',
      '  ctx.body = { name: task.name };',
      '});',
      "router.post('/tasks', async (ctx) => {",
      "  if (!ctx.request.body.name) ctx.throw(400, 'a name is needed');",
      '});',
    ),
    /if \(!task\) (\{\n {4})?ctx\.throw\(404, 'not found'\);/,
  ),
  notFound(
    'a function below the handlers, which says nothing of answers',
    lines(
      'export async function complete({ goalId }: { goalId: string }) {',
      '  const result = await db.select().from(goals).where(eq(goals.id, goalId)).limit(1);',
      '  const { frequency } = result[0];',
      "  if (frequency < 1) throw new Error('limit reached');",
      '}',
    ),
    /if \(!result\[0\]\) throw Object\.assign\(new Error\('not found'\), \{ statusCode: 404 \}\);/,
    evidenceOf(
      [
        {
          message: "Cannot destructure property 'frequency' of 'result[0]' as it is undefined.",
          status: 500,
          errorClass: 'TypeError',
        },
      ],
      { request: { method: 'POST', path: '/completions', headers: {} } },
    ),
  ),
  notFound(
    'NestJS, whose exception the file imports',
    lines(
      "import { Injectable, NotFoundException } from '@nestjs/common';",
      '@Injectable()',
      'export class Tasks {',
      '  constructor(private readonly repository: Repository<Task>) {}',
      '  async show(id: number) {',
      '    const task = await this.repository.findOneBy({ id });',
      '    return { name: task.name };',
      '  }',
      '  async remove(id: number) {',
      "    if (!(await this.repository.delete(id)).affected) throw new NotFoundException('no such task');",
      '  }',
      '}',
    ),
    /if \(!task\) throw new NotFoundException\('(no such task|not found)'\);/,
  ),
  notFound(
    'NestJS, whose exception the file does not import yet',
    lines(
      "import { Controller, Get, Param } from '@nestjs/common';",
      "@Controller('tasks')",
      'export class TasksController {',
      '  constructor(private readonly tasks: TasksService) {}',
      "  @Get(':id')",
      "  async show(@Param('id') id: string) {",
      '    const task = await this.tasks.byId(Number(id));',
      '    return { name: task.name.trim() };',
      '  }',
      '}',
    ),
    /import \{ Controller, Get, Param, NotFoundException \} from '@nestjs\/common';[\s\S]*if \(!task\) throw new NotFoundException\('not found'\);/,
  ),
  notFound(
    'tRPC, whose error the file does not import yet',
    lines(
      "import { publicProcedure, router } from '../trpc';",
      "import { users } from './users';",
      'export const userRouter = router({',
      '  show: publicProcedure.query(async ({ input }) => {',
      '    const user = await users.byId(input);',
      '    return { name: user.name.trim() };',
      '  }),',
      '});',
    ),
    /^import \{ TRPCError \} from '@trpc\/server';\n[\s\S]*if \(!user\) throw new TRPCError\(\{ code: 'NOT_FOUND', message: 'not found' \}\);/,
  ),
  notFound(
    'a resolver of GraphQL',
    lines(
      'export const resolvers = {',
      '  Query: {',
      '    user: async (_, { id }, { users }) => {',
      '      const user = await users.byId(id);',
      '      return { name: user.name.trim() };',
      '    },',
      '  },',
      '};',
    ),
    /if \(!user\) throw Object\.assign\(new Error\('not found'\), \{ extensions: \{ code: 'NOT_FOUND' \} \}\);/,
    evidenceOf(
      [{ message: "Cannot read properties of null (reading 'name')", status: 500, errorClass: 'TypeError' }],
      {
        request: {
          method: 'POST',
          path: '/graphql',
          headers: {},
          body: { query: '{ user(id: 9) { name } }' },
        },
      },
    ),
  ),
];

describe('what a lookup does not find', () => {
  it.each(cases)('answers "not found" first: $about', (given) => {
    const { rank, before, own } = runCase(given, parser);
    expect(rank, [...before, '--', ...own].join('\n')).toBe(1);
  });

  it('answers with the status that the probe declares', () => {
    const broken = cases[0]?.broken ?? '';
    const { rank } = runCase(
      notFound('', broken, /status\(410\)/, absent('name', '500 instead of 410')),
      parser,
    );
    expect(rank).toBe(1);
  });

  it('prefers the rest of the work where the probe declares a success', () => {
    const files = [{ path: 'tasks.ts', content: cases[0]?.broken ?? '' }];
    const request = requestOf(files, absent('name', '500 instead of 200'));
    expect(proposeRepairs(request, parser).candidates[0]?.templates).toEqual(['guard-absent']);
  });

  it('answers "not found" in each function with the same mistake, where another route was found to fail as well', () => {
    const content = lines(
      "import { Router } from 'express';",
      'const router = Router();',
      "router.get('/users/:id', (req, res) => {",
      '  const user = users[req.params.id];',
      '  res.json({ name: user.name.toUpperCase() });',
      '});',
      "router.get('/teams/:team', (req, res) => {",
      '  const team = teams.get(req.params.team);',
      '  res.json({ title: team.name.trim() });',
      '});',
    );
    const first = (evidence: Evidence) =>
      proposeRepairs(requestOf([{ path: 'tasks.ts', content }], evidence), parser).candidates[0];
    const known = first({ ...unsaid('name'), otherRoutes: ['GET /teams/u9'] });
    expect(known?.templates).toEqual(['refuse-absent']);
    expect(known?.edits[0]?.content).toMatch(
      /if \(!user\) return res.status\(404\)[\s\S]*if \(!team\) return res.status\(404\)/,
    );
    expect(first(unsaid('name'))?.edits[0]?.content).not.toMatch(/if \(!user\)[\s\S]*if \(!team\)/);
  });
});
