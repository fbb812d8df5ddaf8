// tests/bench/repair/repair.ts
import { readdir, readFile } from "node:fs/promises";
import { join as join5 } from "node:path";

// repair/sql/parser.ts
import { hasSqlDetails, loadModule, parseSync } from "libpg-query";
async function loadSqlParser() {
  await loadModule();
  return {
    parse(sql) {
      try {
        return { tree: parseSync(sql.replace(/[^\0-\x7f]/g, "x")) };
      } catch (error) {
        return { errorAt: hasSqlDetails(error) ? error.sqlDetails?.cursorPosition ?? 0 : 0 };
      }
    }
  };
}
function nodesOf(tree, type) {
  const found2 = [];
  const open = [["", tree]];
  for (let next = open.pop(); next; next = open.pop()) {
    const [key, value] = next;
    if (key === type) found2.push(value);
    if (value !== null && typeof value === "object") open.push(...Object.entries(value).reverse());
  }
  return found2;
}

// tests/bench/measure.ts
function median(values) {
  return quantile(values, 0.5);
}
function quantile(values, share) {
  const sorted2 = [...values].sort((one, other) => one - other);
  const place = (sorted2.length - 1) * share;
  const low = sorted2[Math.floor(place)] ?? Number.NaN;
  const high = sorted2[Math.ceil(place)] ?? Number.NaN;
  return low + (high - low) * (place - Math.floor(place));
}

// tests/bench/repair/judge-bug.ts
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, rm as rm2, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join as join4 } from "node:path";

// proof/screen/parse-module.ts
import { walk } from "estree-walker";
import { parseSync as parseSync2 } from "oxc-parser";
var LANGUAGES = {
  ts: "ts",
  mts: "ts",
  cts: "ts",
  tsx: "tsx",
  js: "jsx",
  mjs: "jsx",
  cjs: "jsx",
  jsx: "jsx"
};
function parseModule(path, text) {
  const lang = LANGUAGES[path.slice(path.lastIndexOf(".") + 1).toLowerCase()];
  if (!lang) return null;
  for (const sourceType of ["module", "commonjs"]) {
    const result = parseSync2(path, text, { lang, sourceType });
    if (result.errors.length === 0) return result.program;
  }
  return null;
}
function everyNode(root, visit) {
  walk(root, {
    enter(node, parent, key) {
      const goOn = visit.enter(node, parent, String(key ?? ""));
      if (goOn === false) this.skip();
    },
    leave(node) {
      visit.leave?.(node);
    }
  });
}

// proof/screen/coverage.ts
function countStatements(path, text) {
  const program = parseModule(path, text);
  const statements2 = [];
  const edits = [];
  if (!program) return { statements: statements2, edits };
  everyNode(program, {
    enter(node, parent) {
      if (/^TS/.test(node.type)) return false;
      if (node.type === "ArrowFunctionExpression" && node.body?.type !== "BlockStatement" && node.body) {
        const { start, end } = node.body;
        edits.push(
          { start, end: start, text: `(__c[${statements2.length}]++,` },
          { start: end, end, text: ")" }
        );
        statements2.push({ start, end });
      }
      const isListed2 = parent !== null && /^(BlockStatement|SwitchCase)$/.test(parent.type) && /(Statement|Declaration)$/.test(node.type) && !/^(Function|Class)Declaration$/.test(node.type);
      if (isListed2) {
        edits.push({ start: node.start, end: node.start, text: `__c[${statements2.length}]++;` });
        statements2.push({ start: node.start, end: node.end });
      }
      return void 0;
    }
  });
  return { statements: statements2, edits };
}
function covered({ statements: statements2 }, tests, path) {
  return statements2.map((range, index) => {
    const ran = tests.filter((test) => (test.covered[path]?.[index] ?? 0) > 0);
    const passing = ran.filter(({ ok }) => ok).length;
    return { ...range, failing: ran.length - passing, passing };
  });
}

// proof/screen/gather-modules.ts
import { dirname, join, normalize } from "node:path";

// proof/screen/add-counters.ts
var LOOP = /^(For|ForIn|ForOf|While|DoWhile)Statement$/;
var COUNT = "if(++__steps.now>__steps.most)__steps.over();";
function addCounters(program, text, groups) {
  everyNode(program, {
    enter(node) {
      const isLoop2 = LOOP.test(node.type);
      if (!isLoop2 && !/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type))
        return;
      const body = "body" in node ? node.body : null;
      if (!body) return;
      if (body.type === "BlockStatement") {
        const first = body.body[0];
        if (first?.type === "ExpressionStatement" && "directive" in first && first.directive) return;
        groups.push([{ start: body.start + 1, end: body.start + 1, text: COUNT }]);
      } else if (isLoop2) {
        if (text.slice(body.start, body.end) === ";") {
          groups.push([{ start: body.start, end: body.end, text: `{${COUNT}}` }]);
        } else {
          groups.push([
            { start: body.start, end: body.start, text: `{${COUNT}` },
            { start: body.end, end: body.end, text: "}" }
          ]);
        }
      }
    }
  });
}

// proof/screen/strip-types.ts
var MODIFIERS = /\b(?:public|private|protected|readonly|override|declare|abstract)\b\s*/g;
var WRAPPERS = /* @__PURE__ */ new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSInstantiationExpression"
]);
var ERASED = /* @__PURE__ */ new Set([
  "TSTypeAnnotation",
  "TSTypeParameterDeclaration",
  "TSTypeParameterInstantiation",
  "TSInterfaceDeclaration",
  "TSTypeAliasDeclaration",
  "TSDeclareFunction",
  "TSAbstractMethodDefinition",
  "TSAbstractPropertyDefinition",
  "TSIndexSignature",
  "TSEmptyBodyFunctionExpression"
]);
var UNKNOWN = /* @__PURE__ */ new Set([
  "TSModuleDeclaration",
  "TSExportAssignment",
  "TSImportEqualsDeclaration",
  "Decorator"
]);
function stripTypes(program, text, groups) {
  let known = true;
  const blank = (start, end) => {
    if (end > start) groups.push([{ start, end, text: text.slice(start, end).replace(/[^\n]/g, " ") }]);
  };
  everyNode(program, {
    enter(node, parent) {
      if ("declare" in node && node.declare) return erase(node);
      if (ERASED.has(node.type))
        return erase(node.type === "TSEmptyBodyFunctionExpression" && parent ? parent : node);
      if (node.type === "ImportDeclaration" && node.importKind === "type") return erase(node);
      if (node.type === "ExportNamedDeclaration" && (node.exportKind === "type" || isErased(node.declaration)))
        return erase(node);
      if (UNKNOWN.has(node.type)) known = false;
      if (node.type === "TSEnumDeclaration") {
        const made = enumText(node, text);
        if (!made) known = false;
        else groups.push([{ start: node.start, end: node.end, text: made }]);
        return false;
      }
      if (WRAPPERS.has(node.type) && "expression" in node) blank(node.expression.end, node.end);
      if (node.type === "TSTypeAssertion") blank(node.start, node.expression.start);
      if (node.type === "TSParameterProperty") {
        blank(node.start, node.parameter.start);
        known = assignParameter(node, groups, parent) && known;
      }
      if (node.type === "PropertyDefinition" || node.type === "MethodDefinition") {
        for (const match of text.slice(node.start, node.key.start).matchAll(MODIFIERS))
          blank(node.start + match.index, node.start + match.index + match[0].length);
        const after = /^\s*[?!]/.exec(text.slice(node.computed ? node.key.end + 1 : node.key.end, node.end));
        if (after) blank(node.key.end, node.key.end + after[0].length);
      }
      if (node.type === "ClassDeclaration" || node.type === "ClassExpression") {
        if ("abstract" in node && node.abstract) blank(node.start, text.indexOf("class", node.start));
        if (node.implements?.length) {
          const from = text.lastIndexOf("implements", node.implements[0].start);
          blank(from, node.body.start);
        }
      }
      if (node.type === "VariableDeclarator" && node.id.type === "Identifier") {
        const { start, name } = node.id;
        const at3 = start + name.length;
        const mark = /^\s*!/.exec(text.slice(at3, node.end));
        if (mark) blank(at3, at3 + mark[0].length);
      }
      if (node.type === "Identifier" && "optional" in node && node.optional) {
        const { start, name } = node;
        const at3 = start + name.length;
        blank(at3, at3 + text.slice(at3).indexOf("?") + 1);
      }
      if (/Function/.test(node.type) && "params" in node) {
        const [first, second] = node.params;
        if (first?.type === "Identifier" && first.name === "this")
          blank(first.start, second ? second.start : first.end);
      }
      return void 0;
      function erase(erased) {
        blank(erased.start, erased.end);
        return false;
      }
    }
  });
  return known;
}
function isErased(node) {
  return Boolean(node && (ERASED.has(node.type) || "declare" in node && node.declare));
}
function assignParameter(node, groups, parent) {
  if (node.type !== "TSParameterProperty" || parent?.type !== "FunctionExpression" || !parent.body)
    return false;
  const parameter = node.parameter;
  const named = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
  const name = named.type === "Identifier" ? named.name : "";
  const [first] = parent.body.body;
  const callsSuper = first?.type === "ExpressionStatement" && first.expression.type === "CallExpression" && first.expression.callee.type === "Super";
  const at3 = callsSuper ? first.end : parent.body.start + 1;
  groups.push([{ start: at3, end: at3, text: `;this.${name}=${name};` }]);
  return name !== "";
}
function enumText(node, text) {
  if (node.type !== "TSEnumDeclaration") return null;
  let next = 0;
  const entries = [];
  for (const { id, initializer } of node.body.members) {
    const name = id.type === "Identifier" ? id.name : id.type === "Literal" ? String(id.value) : null;
    if (name === null || !initializer && next === null) return null;
    const value = initializer ? text.slice(initializer.start, initializer.end) : String(next);
    const number2 = Number(value);
    entries.push(`${JSON.stringify(name)}:${value}`);
    if (!Number.isNaN(number2)) entries.push(`${JSON.stringify(value)}:${JSON.stringify(name)}`);
    next = Number.isNaN(number2) ? null : number2 + 1;
  }
  const lines = "\n".repeat(text.slice(node.start, node.end).split("\n").length - 1);
  return `const ${node.id.name}={${entries.join(",")}};${lines}`;
}

// proof/screen/plain-module.ts
function plainModule(path, text) {
  const program = parseModule(path, text);
  if (!program) return null;
  const groups = [];
  const imports = /* @__PURE__ */ new Set();
  const isModule = program.body.some(({ type }) => /^(Import|Export)/.test(type)) || /\.m[jt]s$/.test(path);
  if (!stripTypes(program, text, groups)) return null;
  const exported = isModule ? moduleEdits(program, text, groups, imports) : [];
  let waits = false;
  let functions = 0;
  everyNode(program, {
    enter(node) {
      if (/Function|PropertyDefinition|StaticBlock|MethodDefinition/.test(node.type)) functions += 1;
      if (functions === 0 && (node.type === "AwaitExpression" || node.type === "ForOfStatement" && node.await))
        waits = true;
      const called = requiredBy(node);
      if (called) imports.add(called);
      if (node.type === "ImportExpression") {
        groups.push([{ start: node.start, end: node.start + "import".length, text: "__dynamic" }]);
        if (node.source.type === "Literal") imports.add(String(node.source.value));
      }
      if (node.type === "MetaProperty" && node.meta.name === "import")
        groups.push([{ start: node.start, end: node.end, text: "__meta" }]);
    },
    leave(node) {
      if (/Function|PropertyDefinition|StaticBlock|MethodDefinition/.test(node.type)) functions -= 1;
    }
  });
  addCounters(program, text, groups);
  if (isModule) {
    const getters = exported.map(([name, value]) => `${JSON.stringify(name)}:()=>${value}`).join(",");
    groups.push([{ start: 0, end: 0, text: `"use strict";__exports({${getters}});` }]);
  }
  return { path, text, groups, imports: [...imports], isModule, waits };
}
function requiredBy(node) {
  if (node.type !== "CallExpression" || node.callee.type !== "Identifier") return null;
  const [first] = node.arguments;
  const isLiteral = first?.type === "Literal" && typeof first.value === "string";
  return node.callee.name === "require" && isLiteral ? String(first.value) : null;
}
function moduleEdits(program, text, groups, imports) {
  const exported = [];
  const replace2 = (start, end, by) => {
    const lines = text.slice(start, end).split("\n").length - 1;
    groups.push([{ start, end, text: by + "\n".repeat(lines) }]);
  };
  for (const node of program.body) {
    if (node.type === "ImportDeclaration") {
      if (node.importKind === "type") continue;
      const from = node.source.value;
      imports.add(from);
      replace2(node.start, node.end, importStatement(node.specifiers, from));
    } else if (node.type === "ExportAllDeclaration") {
      const from = node.source.value;
      imports.add(from);
      const all = `__import(${JSON.stringify(from)})`;
      if (node.exported) exported.push([nameOf(node.exported), all]);
      replace2(node.start, node.end, node.exported ? ";" : `__star(${all});`);
    } else if (node.type === "ExportNamedDeclaration") {
      if (node.exportKind === "type") continue;
      if (node.declaration) {
        groups.push([{ start: node.start, end: node.declaration.start, text: "" }]);
        for (const name of declaredNames(node.declaration)) exported.push([name, name]);
      } else {
        const from = node.source?.value;
        if (from) imports.add(from);
        for (const { local, exported: as, exportKind } of node.specifiers) {
          if (exportKind === "type") continue;
          const name = nameOf(local);
          const value = from ? `__import(${JSON.stringify(from)})[${JSON.stringify(name)}]` : name;
          exported.push([nameOf(as), value]);
        }
        replace2(node.start, node.end, ";");
      }
    } else if (node.type === "ExportDefaultDeclaration") {
      const { declaration } = node;
      const named = "id" in declaration && declaration.id ? nameOf(declaration.id) : null;
      const isDeclared = /^(Function|Class)Declaration$/.test(declaration.type) && named;
      groups.push([
        { start: node.start, end: declaration.start, text: isDeclared ? "" : "const __default = " }
      ]);
      exported.push(["default", isDeclared ? named : "__default"]);
    }
  }
  return exported;
}
function importStatement(specifiers, from) {
  const names2 = [];
  let all = null;
  for (const node of specifiers) {
    if (node.type === "ImportNamespaceSpecifier") all = node.local.name;
    else if (node.type === "ImportDefaultSpecifier") names2.push(`default:${node.local.name}`);
    else if (node.type === "ImportSpecifier" && node.importKind !== "type")
      names2.push(`${JSON.stringify(nameOf(node.imported))}:${node.local.name}`);
  }
  const module = `__import(${JSON.stringify(from)})`;
  if (all) return `const ${all}=${module}${names2.length ? `,{${names2.join(",")}}=${all}` : ""};`;
  return names2.length ? `const {${names2.join(",")}}=${module};` : `${module};`;
}
function nameOf(node) {
  return node.type === "Identifier" ? node.name : node.type === "Literal" ? String(node.value) : "";
}
function declaredNames(node) {
  if (node.type === "VariableDeclaration")
    return node.declarations.flatMap(({ id }) => patternNames(id));
  return "id" in node && node.id && !node.type.startsWith("TSInter") && !node.type.startsWith("TSType") ? [nameOf(node.id)].filter(Boolean) : [];
}
function patternNames(node) {
  if (node.type === "Identifier") return [node.name];
  if (node.type === "AssignmentPattern") return patternNames(node.left);
  if (node.type === "RestElement") return patternNames(node.argument);
  if (node.type === "ArrayPattern")
    return node.elements.flatMap((each) => each ? patternNames(each) : []);
  if (node.type !== "ObjectPattern") return [];
  return node.properties.flatMap(
    (each) => patternNames(each.type === "RestElement" ? each.argument : each.value)
  );
}

// proof/screen/gather-modules.ts
var MOST = 400;
var ENDINGS = [
  "",
  ".ts",
  ".js",
  ".mjs",
  ".cjs",
  ".mts",
  ".cts",
  ".tsx",
  ".jsx",
  ".json",
  "/index.ts",
  "/index.js"
];
function gatherModules(entries, folder, replaced2) {
  const modules = /* @__PURE__ */ new Map();
  const deps = /* @__PURE__ */ new Map();
  const queue = [...entries];
  for (let path = queue.pop(); path !== void 0; path = queue.pop()) {
    if (modules.has(path)) continue;
    if (modules.size >= MOST) return null;
    const text = replaced2.get(path) ?? folder.read(path);
    if (text === null) return null;
    const module = path.endsWith(".json") ? jsonModule(path, text) : plainModule(path, text);
    if (!module) return null;
    modules.set(path, module);
    const leads = {};
    for (const specifier of module.imports) {
      if (!/^\.{1,2}(\/|$)/.test(specifier)) continue;
      const to = resolve(path, specifier, folder);
      if (!to) return null;
      leads[specifier] = to;
      queue.push(to);
    }
    deps.set(path, leads);
  }
  return { modules, deps };
}
function resolve(from, specifier, folder) {
  const place = normalize(join(dirname(from), specifier));
  const known = new Set(folder.files);
  const sources = [place, place.replace(/\.([cm]?)js(x?)$/, ".$1ts$2")];
  for (const source of sources)
    for (const ending2 of ENDINGS) if (known.has(source + ending2)) return source + ending2;
  return null;
}
function jsonModule(path, text) {
  const groups = [[{ start: 0, end: 0, text: "module.exports=" }]];
  return { path, text, groups, imports: [], isModule: false, waits: false };
}

// proof/screen/plain-text.ts
function plainTexts(module) {
  const { text, path } = module;
  const groups = module.groups.map((edits) => ({
    edits,
    needed: edits.some(({ start, end }) => end > start)
  }));
  return (edits) => {
    const kept = [];
    for (const group of groups) {
      const touched = edits.some((edit) => group.edits.some((own) => inside(own, edit)));
      if (!touched) kept.push(...group.edits);
      else if (group.needed || group.edits.length > 1) return anew(edits);
    }
    if (edits.some((edit) => NOT_PLAIN.test(edit.text)) && /\.[cm]?tsx?$/.test(path)) return anew(edits);
    return splice(text, [...kept, ...edits]);
  };
  function anew(edits) {
    const changed = plainModule(path, splice(text, edits));
    return changed ? splice(changed.text, changed.groups.flat()) : null;
  }
}
var NOT_PLAIN = /\b(?:as|satisfies|import|export|const|let|function)\b|=>|!\.|:/;
function inside(own, edit) {
  if (own.start === own.end) return own.start > edit.start && own.start < edit.end;
  return own.start < edit.end && edit.start < own.end;
}
function splice(text, edits) {
  const inOrder2 = edits.map((edit, index) => ({ edit, index }));
  inOrder2.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = "";
  let at3 = 0;
  for (const { edit } of inOrder2) {
    if (edit.start < at3) continue;
    result += text.slice(at3, edit.start) + edit.text;
    at3 = edit.end;
  }
  return result + text.slice(at3);
}

// proof/screen/source-folder.ts
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join as join2 } from "node:path";
var MOST2 = 2e4;
function openSourceFolder(folder) {
  const files = [];
  const look = (below) => {
    for (const entry of readdirSync(join2(folder, below), { withFileTypes: true })) {
      const path = below ? `${below}/${entry.name}` : entry.name;
      if (entry.name === "node_modules" || entry.name === ".git" || files.length > MOST2) continue;
      if (entry.isDirectory()) look(path);
      else if (entry.isFile()) files.push(path);
    }
  };
  look("");
  const known = new Set(files.sort());
  return {
    files,
    read: (path) => known.has(path) && statSync(join2(folder, path)).size < 1e6 ? readFileSync(join2(folder, path), "utf8") : null
  };
}

// proof/screen/test-files.ts
import { join as join3, normalize as normalize2 } from "node:path";
var CODE = /\.[cm]?[jt]sx?$/;
var TEST_FILE = /(^|\/)(test|tests|spec|__tests__)\/.*\.[cm]?[jt]sx?$|[.-](test|spec)\.[cm]?[jt]sx?$|(^|\/)test\.[cm]?[jt]s$/;
var RUNNERS = /^(node|tsx|ts-node|mocha|jest|vitest|ava|tap|tape|uvu|c8|nyc)$/;
var LEADING = /^(npx|exec|run|--|pnpm|yarn|bunx|sh|bash|-c|cross-env|[A-Z_]+=.*)$/;
function testFiles(command, folder, root, depth = 0) {
  const words2 = command.flatMap((word) => word.split(/\s+/)).filter(Boolean);
  if (words2.some((word) => /^[|;>]|&&?$|^\|\|/.test(word)) || depth > 3) return null;
  const script = scriptOf(words2, folder, root);
  if (script) return testFiles([script], folder, root, depth + 1);
  const at3 = words2.findIndex((word) => !LEADING.test(word));
  const program = words2[at3]?.split("/").pop() ?? "";
  if (!RUNNERS.test(program)) return null;
  const named = words2.slice(at3 + 1).filter((word) => !word.startsWith("-") && !LEADING.test(word) && !RUNNERS.test(word));
  const paths = named.map((word) => normalize2(join3(root, word.replace(/["']/g, ""))));
  const files = folder.files.filter((path) => CODE.test(path) && paths.some((named2) => fits(path, named2)));
  if (files.length > 0) return program === "node" && !words2.includes("--test") ? files.slice(0, 1) : files;
  const isTestRun = program !== "node" || words2.includes("--test");
  if (!isTestRun || paths.some((path) => CODE.test(path))) return null;
  return folder.files.filter(
    (path) => TEST_FILE.test(path) && path.startsWith(["", "."].includes(root) ? "" : `${root}/`)
  );
}
function fits(path, named) {
  if (path === named || path.startsWith(`${named}/`) && TEST_FILE.test(path)) return true;
  if (!named.includes("*")) return false;
  const pattern = named.replace(/[.+^${}()|[\]\\]/g, "\\$&").replace(/\*\*\//g, "(.*/)?").replace(/\*/g, "[^/]*");
  return new RegExp(`^${pattern}$`).test(path);
}
function scriptOf(words2, folder, root) {
  if (!/^(npm|pnpm|yarn)$/.test(words2[0] ?? "")) return null;
  const name = words2.slice(1).find((word) => !/^(run|run-script|-s|--silent|-.*)$/.test(word)) ?? "";
  const text = folder.read(join3(root, "package.json"));
  try {
    const { scripts } = JSON.parse(text ?? "{}");
    const script = scripts?.[name === "t" ? "test" : name];
    return typeof script === "string" ? script : null;
  } catch {
    return null;
  }
}

// proof/screen/open-screen.ts
var MOST_MS = 250;
var BASE_MS = 1e4;
var BATCH = 256;
var CALLS = 400;
async function openScreen(plan) {
  const source = openSourceFolder(plan.folder);
  const entries = testFiles(plan.command, source, plan.root);
  if (!entries || entries.length === 0) return null;
  const texts = source.files.filter((path) => /\.[cm]?[jt]sx?$/.test(path) && (plan.targets.includes(path) || entries.includes(path))).map((path) => ({ path, content: source.read(path) ?? "" }));
  if ((await plan.unreadable(texts)).length > 0) return null;
  const gathered = gatherModules(entries, source, plan.replaced ?? /* @__PURE__ */ new Map());
  if (!gathered) return null;
  const targets = plan.targets.filter((path) => gathered.modules.has(path));
  if (targets.length === 0) return null;
  const countings = /* @__PURE__ */ new Map();
  const makers = /* @__PURE__ */ new Map();
  const modules = {};
  for (const [path, module] of gathered.modules) {
    const code = splice(module.text, module.groups.flat());
    const counting = targets.includes(path) ? countStatements(path, module.text) : null;
    if (counting) {
      countings.set(path, counting);
      makers.set(path, plainTexts(module));
    }
    modules[path] = {
      ...{ code, isModule: module.isModule, waits: module.waits, deps: gathered.deps.get(path) },
      ...counting && { counting: withCounters(module, counting), covered: counting.statements.length }
    };
  }
  const usesTimers = [...gathered.modules.values()].some(({ text }) => /setTimeout|setInterval/.test(text));
  const bundle = { root: plan.folder, modules, entries, targets, virtualDate: usesTimers };
  const talk = await plan.start();
  try {
    await talk.ask({ kind: "load", bundle });
    const base = await talk.ask({ kind: "base", mostMs: BASE_MS });
    if (base.lost || base.unknown || base.tests.every(({ ok }) => ok)) {
      await talk.close();
      return null;
    }
    return screenOf(talk, base, makers, countings);
  } catch {
    await talk.close();
    return null;
  }
}
function screenOf(talk, { tests, calls: calls2 }, makers, countings) {
  const codeOf2 = (path, edits) => makers.get(path)?.(edits) ?? null;
  const different = new Map(calls2.map((call) => [`${call.path}\0${call.name}\0${call.args}`, call]));
  return {
    failing: tests.filter(({ ok }) => !ok).map(({ name }) => name),
    passing: tests.filter(({ ok }) => ok).map(({ name }) => name),
    compared: tests.flatMap(
      ({ name, message = "", compared }) => compared ? [{ test: name, message, ...compared }] : []
    ),
    calls: [...different.values()].slice(0, CALLS),
    coverage(path) {
      const counting = countings.get(path);
      return counting ? covered(counting, tests, path) : [];
    },
    async run(changes) {
      const results = [];
      for (let at3 = 0; at3 < changes.length; at3 += BATCH) {
        const batch = changes.slice(at3, at3 + BATCH);
        const prepared = batch.map(({ path, edits }) => ({ path, code: codeOf2(path, edits) }));
        const answer = await talk.ask({
          ...{ kind: "run", changes: prepared, mostMs: MOST_MS }
        });
        for (const at4 of batch.keys())
          results.push(answer.results[at4] ?? { outcome: "unsound", fixed: 0, progress: 0 });
      }
      return results;
    },
    async behaviour({ path, edits }, asked) {
      const change = edits.length > 0 ? { path, code: codeOf2(path, edits) } : null;
      const answer = await talk.ask({
        ...{ kind: "behave", change, calls: asked, mostMs: BASE_MS }
      });
      return answer.answers ?? [];
    },
    close: () => talk.close()
  };
}
function withCounters(module, { edits }) {
  return splice(module.text, [...edits, ...module.groups.flat()]);
}

// proof/screen/talk.ts
import { chmod, rm } from "node:fs/promises";
import { createServer } from "node:net";
var LONGEST = 64 * 1024 * 1024;
async function openTalk(path) {
  let socket = null;
  let next = 0;
  let gone = false;
  const waiting = /* @__PURE__ */ new Map();
  let connected;
  const connection = new Promise((resolve3) => {
    connected = resolve3;
  });
  const server = createServer((client) => {
    if (socket) return void client.destroy();
    socket = client;
    let pending = "";
    client.setEncoding("utf8");
    client.on("error", () => {
    });
    client.on("close", ended);
    client.on("data", (chunk) => {
      pending += chunk;
      const lines = pending.split("\n");
      pending = lines.pop() ?? "";
      if (pending.length > LONGEST) client.destroy();
      for (const line of lines) take(client, line);
    });
    connected(client);
  });
  await new Promise((resolve3, reject) => {
    server.once("error", reject);
    server.listen(path, resolve3);
  });
  await chmod(path, 438);
  function ended() {
    gone = true;
    for (const { reject } of waiting.values()) reject(new Error("The program that screens changes ended."));
    waiting.clear();
  }
  function take(client, line) {
    try {
      const { id } = JSON.parse(line);
      waiting.get(id)?.resolve(JSON.parse(line));
      waiting.delete(id);
    } catch {
      client.destroy();
    }
  }
  return {
    ended,
    async ask(order) {
      if (gone) throw new Error("The program that screens changes ended.");
      next += 1;
      const id = next;
      const answer = new Promise((resolve3, reject) => waiting.set(id, { resolve: resolve3, reject }));
      connection.then((client) => client.write(`${JSON.stringify({ id, ...order })}
`)).catch(() => {
      });
      return answer;
    },
    async close() {
      socket?.destroy();
      await new Promise((resolve3) => server.close(() => resolve3()));
      await rm(path, { force: true });
    }
  };
}

// repair/doubt/inputs.ts
import fc from "fast-check";
var INPUTS = 90;
var FUNCTIONS = 4;
var SEED = 20240501;
function inputsLike(calls2) {
  const byFunction = /* @__PURE__ */ new Map();
  for (const call of calls2) {
    const key = `${call.path}\0${call.name}`;
    byFunction.set(key, [...byFunction.get(key) ?? [], call]);
  }
  const asked = /* @__PURE__ */ new Map();
  const failingFirst = [...byFunction.values()].sort(
    (a, b) => Number(b.some(({ failing }) => failing)) - Number(a.some(({ failing }) => failing))
  );
  for (const group of failingFirst.slice(0, FUNCTIONS)) {
    const [first] = group;
    const seen = group.map(({ args }) => JSON.parse(args));
    for (const args of [...seen, ...fc.sample(argumentsLike(seen), { numRuns: INPUTS, seed: SEED })]) {
      const text = JSON.stringify(args);
      const call = { path: first.path, name: first.name, args: text };
      if (text.length < 2e3) asked.set(`${call.path}\0${call.name}\0${text}`, call);
    }
  }
  return [...asked.values()];
}
function argumentsLike(seen) {
  const length = Math.max(...seen.map((args) => args.length));
  const each = Array.from(
    { length },
    (_, at3) => valueLike(seen.filter((args) => at3 < args.length).map((args) => args[at3]))
  );
  const lengths = [
    ...new Set(seen.flatMap((args) => args.flatMap(lengthsIn)).flatMap((size) => [size - 1, size, size + 1]))
  ];
  const numbered = each.map(
    (arbitrary, at3) => seen.some((args) => typeof args[at3] === "number") && lengths.length > 0 ? fc.oneof({ arbitrary, weight: 2 }, { arbitrary: fc.constantFrom(...lengths), weight: 1 }) : arbitrary
  );
  const oneDiffers = fc.tuple(fc.constantFrom(...seen), fc.nat({ max: Math.max(0, length - 1) }), fc.tuple(...numbered)).map(([args, at3, others]) => args.map((value, index) => index === at3 ? others[index] : value));
  return fc.oneof({ arbitrary: oneDiffers, weight: 2 }, { arbitrary: fc.tuple(...numbered), weight: 1 });
}
function lengthsIn(value) {
  if (typeof value === "string") return [value.length];
  return Array.isArray(value) ? [value.length] : [];
}
function valueLike(seen, depth = 0) {
  const known = fc.constantFrom(...seen.length > 0 ? seen : [null]);
  if (depth > 3) return known;
  const parts = [known];
  const numbers = seen.filter((value) => typeof value === "number");
  if (numbers.length > 0) {
    const [least2, most] = [Math.min(...numbers), Math.max(...numbers)];
    const from = Math.floor(Math.max(-1e6, least2)) - 3;
    parts.push(
      fc.integer({ min: from, max: Math.max(from, Math.ceil(Math.min(1e6, most)) + 3) }),
      fc.constantFrom(0, 1)
    );
    if (numbers.some((value) => !Number.isInteger(value)))
      parts.push(fc.constantFrom(...numbers.map((value) => value / 2)));
  }
  const texts = seen.filter((value) => typeof value === "string");
  if (texts.length > 0) {
    const letters = [...new Set(texts.join(""))];
    const longest = Math.max(...texts.map((text) => text.length));
    const unit = fc.constantFrom(...letters.length > 0 ? letters : ["a"]);
    parts.push(fc.string({ unit, maxLength: Math.min(24, longest + 2) }));
    parts.push(fc.tuple(fc.constantFrom(...texts), fc.constantFrom(...texts)).map(([a, b]) => a + b));
    parts.push(
      fc.constantFrom(...texts.flatMap((text) => [text.slice(1), text.slice(0, -1), text.toUpperCase()]))
    );
  }
  if (seen.some((value) => typeof value === "boolean")) parts.push(fc.boolean());
  const lists2 = seen.filter((value) => Array.isArray(value));
  if (lists2.length > 0) {
    const longest = Math.max(...lists2.map((list) => list.length));
    parts.push(fc.array(valueLike(lists2.flat(), depth + 1), { maxLength: Math.min(10, longest + 2) }));
    parts.push(
      fc.constantFrom(...lists2.flatMap((list) => [list.slice(1), list.slice(0, -1), list.toReversed()]))
    );
  }
  const objects = seen.filter(
    (value) => typeof value === "object" && value !== null && !Array.isArray(value)
  );
  if (objects.length > 0) {
    const keys = [...new Set(objects.flatMap((object) => Object.keys(object)))];
    const always = keys.filter((key) => objects.every((object) => key in object));
    const model = Object.fromEntries(
      keys.map((key) => [
        key,
        valueLike(
          objects.filter((object) => key in object).map((object) => object[key]),
          depth + 1
        )
      ])
    );
    parts.push(fc.record(model, { requiredKeys: always, noNullPrototype: true }));
  }
  return fc.oneof(...parts);
}

// repair/candidate-id.ts
import { createHash } from "node:crypto";
function candidateId(edits) {
  const hash = createHash("sha256");
  for (const edit of edits.toSorted((a, b) => a.path < b.path ? -1 : 1)) {
    hash.update(JSON.stringify([edit.path, edit.content]));
  }
  return hash.digest("hex");
}

// repair/doubt/weigh.ts
var WORSE = 0.3;
var SIZE = 7;
function weigh(plausible, before) {
  const byAnswers = /* @__PURE__ */ new Map();
  for (const each of plausible) {
    const key = each.answers.length > 0 ? each.answers.join("\0") : `${each.change.path}\0${JSON.stringify(each.change.edits)}`;
    byAnswers.set(key, [...byAnswers.get(key) ?? [], each]);
  }
  const groups = [...byAnswers.values()].map((members) => {
    const ordered = members.toSorted((a, b) => scoreOf(b, before) - scoreOf(a, before) || a.size - b.size);
    const scores = ordered.map((each) => scoreOf(each, before));
    const score = scores.reduce((sum, each, rank) => sum + each * 0.5 ** rank, 0);
    return { members: ordered, share: score };
  });
  const all = groups.reduce((sum, { share }) => sum + share, 0) || 1;
  return groups.map((group) => ({ ...group, share: group.share / all })).sort((a, b) => b.share - a.share);
}
function scoreOf({ weight, size, answers: answers2 }, before) {
  const worse = answers2.filter((answer, at3) => isBad(answer) && !isBad(before[at3] ?? "")).length;
  const share = answers2.length > 0 ? worse / answers2.length : 0;
  return weight * weight * Math.exp(-size / SIZE) * (worse > 0 ? WORSE * (1 - share) : 1) + 1e-6;
}
function isBad(answer) {
  return /^(undefined|NaN|does not end|throws (TypeError|RangeError|ReferenceError|SyntaxError))/.test(
    answer
  );
}
function distinction(one, other, calls2) {
  const found2 = calls2.flatMap((call, at3) => {
    const [here, there] = [one.answers[at3] ?? "", other.answers[at3] ?? ""];
    return here === there ? [] : [{ call, here, there }];
  });
  return found2.sort((a, b) => a.call.args.length - b.call.args.length)[0] ?? null;
}

// domain/readable.ts
var LONGEST2 = 2e4;
function readable(text) {
  if (text.length > LONGEST2) return text;
  let shown = "";
  for (let at3 = 0; at3 < text.length; ) {
    const begin = text.indexOf("{", at3);
    if (begin < 0) return shown + text.slice(at3);
    const object = objectAt(text, begin);
    const said = object && saidIn(object.value);
    shown += text.slice(at3, begin) + (said ?? text.slice(begin, object?.end ?? begin + 1));
    at3 = object?.end ?? begin + 1;
  }
  return shown;
}
function objectAt(text, begin) {
  let depth = 0;
  let quoted3 = false;
  for (let at3 = begin; at3 < text.length; at3 += 1) {
    const character = text[at3];
    if (quoted3 && character === "\\") at3 += 1;
    else if (character === '"') quoted3 = !quoted3;
    else if (!quoted3 && character === "{") depth += 1;
    else if (!quoted3 && character === "}") depth -= 1;
    if (depth === 0) return parsed(text, begin, at3 + 1);
  }
  return null;
}
function parsed(text, begin, end) {
  try {
    return { value: JSON.parse(text.slice(begin, end)), end };
  } catch {
    return null;
  }
}
function saidIn(value) {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return null;
  for (const name of ["error", "message", "detail", "reason"]) {
    const said = name in value ? saidIn(value[name]) : null;
    if (said) return said;
  }
  return null;
}

// repair/evidence/cause.ts
var BY_SQLSTATE = [
  [/^42601$/, "sql_syntax"],
  [/^(42703|42P01|42883|3F000|42704)$/, "sql_name"],
  [/^(57014|55P03|25P0[34])$/, "statement_timeout"],
  [/^(40001|40P01)$/, "database_conflict"],
  [/^53300$/, "pool_exhausted"],
  [/^(28...|42501|3D000)$/, "denied"],
  // A protocol violation: the statement and what is bound to it do not fit.
  [/^(08P01|22...|42804|42P18)$/, "bound_value"],
  [/^23...$/, "constraint"],
  [/^(08...|57P0.)$/, "connection"],
  [/^(2[0-9]...|42...|0A000)$/, "sql_meaning"]
];
var BY_TEXT = [
  [/ERR_HTTP_HEADERS_SENT|ERR_STREAM_WRITE_AFTER_END|headers (already|after they are) sent|reply (was |is )?already sent|write after end/i, "answered_twice"],
  [/statement timeout|lock timeout|canceling statement/i, "statement_timeout"],
  [/timeout exceeded when trying to connect|too many (clients|connections)|connection slots|pool.{0,40}(exhaust|timeout|full)/i, "pool_exhausted"],
  [/unauthori[sz]ed|forbidden|(status|answered|http)\D{0,12}\b40[13]\b/i, "denied"],
  [/(missing|invalid|no|requires?)\b.{0,30}\b(api.?key|credentials?|password|token)\b|\b(api.?key|credentials?|password|token)\b.{0,30}(missing|invalid|not set|required)/i, "denied"],
  [/Maximum call stack|heap out of memory|Invalid (array|string) length/i, "overflow"],
  [/Cannot (read|set) propert(y|ies)|(undefined|null) is not|Cannot destructure|Cannot convert undefined or null|of (undefined|null)\b/, "absent_value"],
  [/\[object Promise\]|Promise \{|is a Promise/, "unawaited"],
  [/is not a function|is not defined|is not a constructor|before initialization|Assignment to constant|is not iterable|invoked without 'new'|does not provide an export/, "unknown_name"],
  [/\b(external|upstream|request|client|fetch|http).{0,12}time.?d?.?out|ETIMEDOUT|ESOCKETTIMEDOUT|UND_ERR_(HEADERS|BODY)_TIMEOUT|TimeoutError|aborted due to timeout|operation was aborted|AbortError/i, "client_timeout"],
  [/ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ECONNRESET|EPIPE|socket hang up|fetch failed|connection.?(error|refused|reset|terminated)/i, "connection"],
  [/\b(wrong|bad|malformed|invalid|unexpected|unusable|corrupt)\w*[ _-](\w+[ _-])?(data|payload|body|json|answer|response|schema|shape|format|value)|Unexpected (token|end of JSON)|is not valid JSON|ZodError/i, "bad_payload"],
  [/(status|answered|http)\D{0,12}\b(429|50[0234])\b|unavailable|bad gateway|too many requests|upstream.?(failure|error|failed)/i, "upstream_failure"],
  [/\btime[ds]?.?out\b|no answer within|did not (end|finish|exit|settle)|SIGKILL|SIGTERM|unsettled top-level await|never resolved/i, "hang"]
];
var UPSTREAM_CAUSES = [
  "client_timeout",
  "bad_payload",
  "upstream_failure",
  "connection",
  "denied"
];
function causeOf(failure, asksUpstreams) {
  if (failure.sqlstate) {
    const byState = BY_SQLSTATE.find(([pattern]) => pattern.test(failure.sqlstate ?? ""));
    if (byState)
      return { kind: byState[1], because: `SQLSTATE ${failure.sqlstate}: ${told(failure.message)}` };
  }
  const headline = [failure.reason, failure.errorClass, failure.message].filter(Boolean).join(" ");
  for (const text of [headline, failure.output]) {
    const byText = BY_TEXT.find(
      ([pattern, kind]) => (asksUpstreams || !UPSTREAM_CAUSES.includes(kind)) && pattern.test(text)
    );
    if (byText) return { kind: byText[1], because: excerpt(text, byText[0]) };
  }
  if (failure.status === 124 || failure.status === 137) {
    return { kind: "hang", because: `a run ended with ${failure.status}` };
  }
  const asserted = !failure.errorClass || /assert/i.test(`${failure.errorClass} ${headline}`);
  return { kind: asserted ? "wrong_result" : "exception", because: told(headline) };
}
function excerpt(text, pattern) {
  const line = text.split("\n").find((candidate) => pattern.test(candidate)) ?? text;
  return told(line.trim());
}
function told(text) {
  return readable(text).slice(0, 200);
}

// repair/evidence/causes.ts
var HTTP_CLIENT = /\bfetch\s*\(|\b(axios|got|undici|superagent|ky)\b|\bhttps?\.(get|request)\b|\brequest\s*\(/;
var CRASH = /^Node\.js v\d+\./m;
function findCauses(evidence, texts) {
  const { failures, observations } = evidence;
  const asksUpstreams = observations.upstreams.some(({ calls: calls2 }) => calls2 > 0) || texts.some((text) => HTTP_CLIENT.test(text));
  const runs = Math.max(
    evidence.runs,
    failures.reduce((sum, failure) => sum + failure.count, 0),
    1
  );
  const causes = /* @__PURE__ */ new Map();
  const add = (cause) => {
    const known = causes.get(cause.kind);
    if (known) known.share = Math.min(1, known.share + cause.share);
    else causes.set(cause.kind, { ...cause });
  };
  for (const failure of failures) {
    add({ ...causeOf(failure, asksUpstreams), share: failure.count / runs, witnessed: false });
  }
  const crashes = failures.filter(({ output }) => CRASH.test(output));
  for (const { count, message } of crashes) {
    const because = `the process ended: ${message.slice(0, 120)}`;
    add({ kind: "uncaught", share: count / runs, because, witnessed: true });
  }
  for (const cause of witnessed(evidence)) if (!causes.has(cause.kind)) add(cause);
  return [...causes.values()].sort((a, b) => b.share - a.share);
}
function* witnessed({ observations }) {
  for (const statement of observations.statements) {
    if (!statement.sqlstate) continue;
    const failure = { count: 1, status: null, reason: null, message: statement.text, errorClass: null };
    const rest = { hint: null, statement: statement.text, frames: [], latencyMs: null, output: "" };
    const { kind, because } = causeOf({ ...failure, ...rest, sqlstate: statement.sqlstate }, false);
    yield { kind, because, share: 0.5, witnessed: true };
  }
  for (const upstream of observations.upstreams) {
    const failed = failedShare(upstream);
    if (failed > 0) {
      const denied = ["401", "403"].some((status) => upstream.statuses[status]);
      const because = `${upstream.name} answered ${JSON.stringify(upstream.statuses)}`;
      yield { kind: denied ? "denied" : "upstream_failure", share: failed, because, witnessed: true };
    }
    if (shapesOf(upstream.samples).size > 1) {
      const because = `${upstream.name} answers in different shapes: ${upstream.samples.slice(0, 3).join(" ")}`;
      yield { kind: "bad_payload", share: 0.3, because, witnessed: true };
    }
  }
}
function failedShare(upstream) {
  const counts3 = Object.entries(upstream.statuses);
  const all = counts3.reduce((sum, [, count]) => sum + count, 0);
  const failed = counts3.reduce((sum, [status, count]) => sum + (/^[45]/.test(status) ? count : 0), 0);
  return all ? failed / all : 0;
}
function shapesOf(samples) {
  return new Set(
    samples.map((sample) => {
      try {
        return shape(JSON.parse(sample));
      } catch {
        return "text";
      }
    })
  );
}
function shape(value, depth = 0) {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  if (Array.isArray(value)) return depth > 2 || !value.length ? "[]" : `[${shape(value[0], depth + 1)}]`;
  if (depth > 2) return "{}";
  const entries = Object.entries(value).map(([key, inner]) => `${key}:${shape(inner, depth + 1)}`);
  return `{${entries.sort().join()}}`;
}

// repair/evidence/inspected.ts
function readInspected(text) {
  const strings = [];
  const bare2 = text.replace(/'((?:[^'\\\n]|\\.)*)'|"((?:[^"\\\n]|\\.)*)"/g, (_, single, double) => {
    strings.push((single ?? double).replace(/\\(['"])/g, "$1"));
    return `"\\u0000${strings.length - 1}"`;
  });
  const json = bare2.replace(/\b(?:Map|Set)\(\d+\) /g, "").replace(/\[Object: null prototype\] /g, "").replace(/=>/g, ":").replace(/([{,]\s*)([A-Za-z_$][\w$]*)(?=\s*:)/g, '$1"$2"').replace(/([{,]\s*)(-?[\d.]+)(?=\s*:)/g, '$1"$2"').replace(/\bundefined\b/g, '{"$is":"undefined"}').replace(/\bNaN\b/g, '{"$is":"NaN"}').replace(/(-?)\bInfinity\b/g, '{"$is":"$1Infinity"}').replace(/(\d)n\b/g, "$1");
  try {
    return { value: restore(JSON.parse(json), strings) };
  } catch {
    return null;
  }
}
function restore(value, strings) {
  const textOf = (given) => given.startsWith("\0") ? strings[Number(given.slice(1))] ?? "" : given;
  if (typeof value === "string") return textOf(value);
  if (Array.isArray(value)) return value.map((item) => restore(item, strings));
  if (value === null || typeof value !== "object") return value;
  if ("$is" in value) return value.$is === "undefined" ? void 0 : Number(value.$is);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [textOf(key), restore(item, strings)])
  );
}

// repair/evidence/difference.ts
var VALUE = String.raw`(?:'[^'\n]*'|"[^"\n]*"|\[[^\n]*?\]|\{[^\n]*?\}|-?[\w.]+)`;
var pair = (between2, before = "") => new RegExp(`${before}(${VALUE})${between2}(${VALUE})`, "id");
var FORMATS = [
  { pattern: pair(String.raw`\s*!==?\s*`), swapped: false },
  {
    pattern: pair(
      String.raw` to (?:strictly |deeply )?(?:be|equal|match)(?: to| deeply equal)?\s*`,
      "expected "
    ),
    swapped: false
  },
  { pattern: pair(String.raw`[\s\S]{0,12}?received:?\s*`, String.raw`expected:?\s*`), swapped: true },
  {
    pattern: pair(
      String.raw`[,;]?\s*(?:but )?(?:got|was|actual|received|found|returned):?\s*`,
      String.raw`\b(?:expected|wanted?):?\s*`
    ),
    swapped: true
  },
  {
    pattern: pair(
      String.raw`[,;]?\s*(?:but )?(?:expected|wanted?|should be|instead of):?\s*`,
      String.raw`\b(?:got|answered|actual|received|returned|is|was):?\s*`
    ),
    swapped: false
  }
];
function comparedValues(failure) {
  const found2 = [];
  const asserted = assertedValues(failure.output);
  if (asserted) return [asserted];
  for (const text of [failure.message, failure.output]) {
    for (const { pattern, swapped } of FORMATS) {
      const match = pattern.exec(text);
      if (!match || [1, 2].every((group) => isWord(match[group]))) continue;
      const [first, second] = [1, 2].map((group) => readValue(wholeValue(text, match, group)));
      found2.push(swapped ? { actual: second, expected: first } : { actual: first, expected: second });
      break;
    }
    if (found2.length) break;
  }
  return found2;
}
function assertedValues(output) {
  const match = /^ *actual: ([\s\S]*?),\n *expected: ([\s\S]*?),\n *operator:/m.exec(output);
  const [actual, expected] = [match?.[1], match?.[2]].map((text) => text ? readInspected(text) : null);
  return actual && expected ? { actual: actual.value, expected: expected.value } : null;
}
function differingKeys(failures) {
  const wrong = /* @__PURE__ */ new Set();
  const right = /* @__PURE__ */ new Set();
  const look = (actual, expected) => {
    if (Array.isArray(actual) && Array.isArray(expected)) {
      for (const [index, item] of expected.entries()) look(actual[index], item);
    } else if (isRecord(actual) && isRecord(expected)) {
      for (const key of /* @__PURE__ */ new Set([...Object.keys(actual), ...Object.keys(expected)])) {
        const same = JSON.stringify(actual[key]) === JSON.stringify(expected[key]);
        (same ? right : wrong).add(key);
        if (!same) look(actual[key], expected[key]);
      }
    }
  };
  for (const failure of failures)
    for (const { actual, expected } of comparedValues(failure)) look(actual, expected);
  for (const key of wrong) right.delete(key);
  return { wrong, right };
}
function differencesOf(failures) {
  const found2 = /* @__PURE__ */ new Set();
  for (const failure of failures) {
    for (const { actual, expected } of comparedValues(failure)) {
      for (const difference of compare(actual, expected)) found2.add(difference);
    }
    if (/\bNaN\b/.test(failure.message)) found2.add("nan");
    if (/missing expected (exception|rejection)|to throw|did not (throw|reject)/i.test(failure.message))
      found2.add("not_thrown");
  }
  return found2;
}
var DEPTH = 4;
function* compare(actual, expected, depth = DEPTH) {
  if (isRecord(actual) && isRecord(expected) && depth > 0) {
    for (const key of Object.keys(expected)) yield* compare(actual[key], expected[key], depth - 1);
    return;
  }
  if (Object.is(actual, expected)) return;
  if (actual === void 0) yield "undefined";
  if (actual === null && expected !== null) yield "null";
  if (typeof actual === "number" && typeof expected === "number") {
    if (Number.isNaN(actual)) yield "nan";
    if (Math.abs(actual - expected) === 1) yield "off_by_one";
    if (actual === -expected && actual !== 0) yield "opposite_sign";
    if (Number.isFinite(actual) && !Number.isInteger(actual) && Number.isInteger(expected)) yield "fraction";
  } else if (typeof actual === "boolean" && typeof expected === "boolean") {
    yield "negated";
  } else if (isListing(actual) && isListing(expected)) {
    if (actual.length > expected.length) yield "too_long";
    if (actual.length < expected.length) yield actual.length === 0 ? "empty" : "too_short";
    if (actual.length !== expected.length) return;
    if (sorted(actual) === sorted(expected)) {
      if (JSON.stringify(actual) !== JSON.stringify(expected)) yield "other_order";
    } else if (Array.isArray(actual) && Array.isArray(expected) && depth > 0) {
      for (const [index, item] of actual.entries()) yield* compare(item, expected[index], depth - 1);
    }
  } else if (actual !== void 0 && typeof actual !== typeof expected) {
    yield "other_type";
  }
}
function isRecord(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
function isListing(value) {
  return typeof value === "string" || Array.isArray(value);
}
function sorted(value) {
  return JSON.stringify([...value].map((item) => JSON.stringify(item) ?? "").sort());
}
function wholeValue(text, match, group) {
  const [start, end] = match.indices?.[group] ?? [0, 0];
  if (!/[[{]/.test(text[start] ?? "")) return match[group];
  let depth = 0;
  for (const piece of text.slice(start).matchAll(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|[[\]{}]/g)) {
    if ("[{".includes(piece[0])) depth += 1;
    if ("]}".includes(piece[0])) depth -= 1;
    if (depth === 0) return text.slice(start, start + piece.index + 1);
  }
  return text.slice(start, end);
}
function isWord(text = "") {
  return /^[A-Za-z_][\w.]*$/.test(text) && !/^(true|false|null|undefined|NaN|Infinity)$/.test(text);
}
function readValue(text) {
  if (text === void 0 || text === "undefined") return void 0;
  if (text === "NaN") return Number.NaN;
  if (text === "Infinity" || text === "-Infinity") return Number(text);
  try {
    return JSON.parse(text.replace(/'((?:[^'\\]|\\.)*)'/g, '"$1"'));
  } catch {
    return text;
  }
}

// repair/evidence/clues.ts
function readClues(evidence, files) {
  const { failures } = evidence;
  const causes = findCauses(
    evidence,
    files.map((file) => file.content)
  );
  const texts = failures.map((failure) => `${failure.message}
${failure.output}`);
  const all = texts.join("\n");
  const keys = differingKeys(failures);
  const share = (...kinds) => causes.reduce((sum, cause) => sum + (kinds.includes(cause.kind) ? cause.share : 0), 0);
  return {
    causes,
    differences: differencesOf(failures),
    wrongKeys: keys.right.size ? keys.wrong : /* @__PURE__ */ new Set(),
    frames: failures.flatMap((failure) => framesOf(failure, files)),
    absentProperties: quoted(all, [
      /(?:reading|setting) '([^']+)'/g,
      /Cannot destructure property '([^']+)'/g
    ]),
    unknownNames: quoted(all, [
      /\b([\w$.]+) is not (?:a function|defined|a constructor|iterable)/g,
      /Cannot access '([^']+)' before initialization/g,
      /(?:column|relation|function|type) "?([\w.]+)"?(?:\(.*\))? (?:does not exist|is ambiguous)/g
    ]),
    words: new Set(all.match(/[A-Za-z_$][\w$]{2,}/g) ?? []),
    has: (...kinds) => causes.some((cause) => kinds.includes(cause.kind)),
    share
  };
}
function quoted(text, patterns) {
  return new Set(patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? "")));
}
function framesOf(failure, files) {
  const listed = failure.frames.length ? failure.frames : framesInText(failure);
  return listed.flatMap((frame) => {
    const file = files.find(({ path }) => frame.path === path || frame.path.endsWith(`/${path}`));
    return file ? [{ ...frame, path: file.path }] : [];
  }).map((frame, depth) => ({ ...frame, depth }));
}
function framesInText(failure) {
  const text = `${failure.message}
${failure.output}`;
  const pattern = /^\s*at (?:(?:async )?([^\s(]+) .*?\(?|\(?)((?:file:\/\/)?\/?[^\s():]+):(\d+):(\d+)\)?/gm;
  return [...text.matchAll(pattern)].map((match) => ({
    path: (match[2] ?? "").replace(/^file:\/\//, ""),
    line: Number(match[3]),
    column: Number(match[4]),
    symbol: match[1] ?? null
  }));
}

// repair/search/refusal.ts
function hopeless(evidence, clues) {
  if (evidence.failures.length === 0) {
    return "The probe did not fail when it was replayed, so there is nothing to repair or to prove. Look at the log lines of the incident.";
  }
  const text = evidence.failures.map((failure) => `${failure.errorClass} ${failure.message}`).join("\n");
  const missing = /not (?:yet )?implemented|unimplemented/i.exec(text);
  if (missing) {
    return `The code itself says "${missing[0]}": the code is not written yet. A person must decide what it does.`;
  }
  const denied = clues.causes.find((cause) => cause.kind === "denied");
  if (denied && denied.share > 0.9) {
    return `Access is refused (${denied.because}): no change of the code supplies a credential; check the secrets of the service.`;
  }
  return null;
}

// repair/syntax/nodes.ts
var FUNCTIONS2 = [
  "FunctionDeclaration",
  "FunctionExpression",
  "ArrowFunctionExpression"
];
var LOOPS = [
  "ForStatement",
  "ForInStatement",
  "ForOfStatement",
  "WhileStatement",
  "DoWhileStatement"
];
function is(place, ...types) {
  return place !== null && types.includes(place.node.type);
}
function isFunction(node) {
  return FUNCTIONS2.includes(node.type);
}
function isLoop(node) {
  return LOOPS.includes(node.type);
}
function* ancestors(place) {
  for (let at3 = place.parent; at3; at3 = at3.parent) yield at3;
}
function functionAround(place) {
  for (const at3 of ancestors(place)) if (isFunction(at3.node)) return at3;
  return null;
}
function statementAround(place) {
  for (let at3 = place; at3; at3 = at3.parent) if (isListed(at3)) return at3;
  return null;
}
function statementInFunction(place) {
  const owner = functionAround(place);
  for (let at3 = place; at3 && at3 !== owner; at3 = at3.parent) if (isListed(at3)) return at3;
  return null;
}
function isListed(place) {
  const list = place.parent?.node.type;
  if (list === "SwitchCase") return place.key === "consequent";
  return place.key === "body" && place.index !== null && list !== "ClassBody" && list !== void 0;
}
function bare(node) {
  let inner = node;
  while (inner.type === "ParenthesizedExpression" || inner.type === "TSAsExpression" || inner.type === "TSNonNullExpression" || inner.type === "TSSatisfiesExpression" || inner.type === "TSTypeAssertion" || inner.type === "ChainExpression") {
    inner = inner.expression;
  }
  return inner;
}
function identifierName(node) {
  const inner = node ? bare(node) : null;
  return inner?.type === "Identifier" ? inner.name : null;
}
function memberName(node) {
  const inner = bare(node);
  return inner.type === "MemberExpression" && !inner.computed && inner.property.type === "Identifier" ? inner.property.name : null;
}
function calleeName(node) {
  const inner = bare(node);
  if (inner.type !== "CallExpression" && inner.type !== "NewExpression") return null;
  return identifierName(inner.callee) ?? memberName(inner.callee);
}
function numberValue(node) {
  const inner = node ? bare(node) : null;
  return inner?.type === "Literal" && typeof inner.value === "number" ? inner.value : null;
}
function stringValue(node) {
  const inner = node ? bare(node) : null;
  return inner?.type === "Literal" && typeof inner.value === "string" ? inner.value : null;
}
function functionName(place) {
  const { node, parent } = place;
  if (node.id) return node.id.name;
  if (parent?.node.type === "VariableDeclarator") return identifierName(parent.node.id);
  if (parent?.node.type === "Property" || parent?.node.type === "MethodDefinition") {
    return identifierName(parent.node.key);
  }
  return parent?.node.type === "AssignmentExpression" ? identifierName(parent.node.left) ?? memberName(parent.node.left) : null;
}
function isPure(node) {
  const inner = bare(node);
  switch (inner.type) {
    case "Identifier":
    case "Literal":
    case "ThisExpression":
      return true;
    case "MemberExpression":
      return isPure(inner.object) && (!inner.computed || isPure(inner.property));
    case "BinaryExpression":
    case "LogicalExpression":
      return isPure(inner.left) && isPure(inner.right);
    case "UnaryExpression":
      return inner.operator !== "delete" && isPure(inner.argument);
    default:
      return false;
  }
}
function isReference({ node, parent, key }) {
  if (node.type !== "Identifier" || !parent) return false;
  switch (parent.node.type) {
    case "MemberExpression":
      return key === "object" || parent.node.computed;
    case "Property":
      return key === "value" && !parent.node.shorthand && parent.parent?.node.type !== "ObjectPattern";
    case "MethodDefinition":
    case "PropertyDefinition":
      return key === "value";
    case "VariableDeclarator":
      return key === "init";
    case "AssignmentPattern":
      return key === "right";
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ClassDeclaration":
    case "ClassExpression":
    case "CatchClause":
    case "LabeledStatement":
    case "BreakStatement":
    case "ContinueStatement":
    case "ImportSpecifier":
    case "ImportDefaultSpecifier":
    case "ImportNamespaceSpecifier":
    case "ExportSpecifier":
    case "RestElement":
    case "ObjectPattern":
    case "ArrayPattern":
      return false;
    case "ArrowFunctionExpression":
      return key === "body";
    default:
      return true;
  }
}
function isRead(place) {
  const { parent, key } = place;
  if (parent?.node.type === "AssignmentExpression" && key === "left") return false;
  if (parent?.node.type === "UpdateExpression") return parent.parent?.node.type !== "ExpressionStatement";
  if (parent?.node.type === "Property" && parent.node.shorthand) {
    return key === "value" && parent.parent?.node.type === "ObjectExpression";
  }
  return isReference(place);
}

// repair/refusals/status-literal.ts
var STATUS_NAME = /^(status|statusCode|code)$/;
var NOT_ANSWERS = /^(setTimeout|setInterval|slice|substring|padStart|push|min|max|random|ceil|floor|timeout)$/;
function statusLiterals(source) {
  return source.of("Literal").flatMap((place) => {
    const status = numberValue(place.node);
    if (status === null || !Number.isInteger(status) || status < 200 || status > 599) return [];
    const statement = isStatus(place) ? ending(place) : null;
    return statement ? [{ status, place, statement }] : [];
  });
}
function isStatus(place) {
  const { parent, key } = place;
  if (is(parent, "CallExpression", "NewExpression") && key === "arguments") {
    const callee = bare(parent.node.callee);
    return !NOT_ANSWERS.test(identifierName(callee) ?? memberName(callee) ?? "");
  }
  if (is(parent, "Property"))
    return key === "value" && STATUS_NAME.test(identifierName(parent.node.key) ?? "");
  if (is(parent, "AssignmentExpression")) {
    return key === "right" && STATUS_NAME.test(memberName(parent.node.left) ?? "");
  }
  return false;
}
function ending(place) {
  for (const at3 of ancestors(place)) {
    if (is(at3, "ReturnStatement", "ExpressionStatement", "ThrowStatement")) return at3;
    if (is(at3, "ArrowFunctionExpression")) return at3.node.body.type === "BlockStatement" ? null : at3;
    if (/Function|Conditional|Logical|Declarat/.test(at3.node.type)) return null;
  }
  return null;
}

// repair/sql/find-sql.ts
var VERB = /^\s*(with|select|insert|update|delete|set|create|alter|drop|merge|values|lock|copy|truncate|call|begin|refresh)\b[\s\S]*\s\S|^\s*select\s*$/i;
var RUNNERS2 = /* @__PURE__ */ new Set([
  "query",
  "raw",
  "unsafe",
  "execute",
  "exec",
  "prepare",
  "$queryRawUnsafe",
  "literal"
]);
function findSql(source) {
  const found2 = [];
  let end = -1;
  for (const place of source.places) {
    if (place.node.start < end) continue;
    const { node } = place;
    if (node.type !== "Literal" && node.type !== "TemplateLiteral" && node.type !== "BinaryExpression")
      continue;
    if (node.type === "Literal" && typeof node.value !== "string") continue;
    const pieces = piecesOf(node, source.text);
    if (!pieces) continue;
    const text = sqlText(place, pieces.list, pieces.holes, source.text);
    if (!isTagged(place) && !isHanded(place) && !VERB.test(text.sql)) continue;
    found2.push(text);
    end = node.end;
  }
  return found2;
}
function isTagged({ node, parent }) {
  if (parent?.node.type !== "TaggedTemplateExpression" || parent.node.quasi !== node) return false;
  const tag = bare(parent.node.tag);
  const name = identifierName(tag) ?? memberName(tag) ?? calleeName(tag) ?? "";
  return /sql|query/i.test(name);
}
function isHanded({ parent, key, index }) {
  if (parent?.node.type === "Property" && key === "value") {
    return identifierName(parent.node.key) === "text" || identifierName(parent.node.key) === "sql";
  }
  return key === "arguments" && index === 0 && RUNNERS2.has(parent ? calleeName(parent.node) ?? "" : "");
}
function piecesOf(node, text) {
  const inner = bare(node);
  if (inner.type === "Literal" && typeof inner.value === "string") {
    const quote2 = text[inner.start] ?? "'";
    return { list: [{ start: inner.start + 1, end: inner.end - 1, hole: false, quote: quote2 }], holes: [] };
  }
  if (inner.type === "TemplateLiteral") {
    const list = [];
    let at3 = inner.start + 1;
    for (const hole of inner.expressions) {
      const open = text.lastIndexOf("${", hole.start);
      const close = text.indexOf("}", hole.end);
      list.push({ start: at3, end: open, hole: false, quote: "`" });
      list.push({ start: open, end: close + 1, hole: true, quote: "`" });
      at3 = close + 1;
    }
    list.push({ start: at3, end: inner.end - 1, hole: false, quote: "`" });
    return { list, holes: [...inner.expressions] };
  }
  if (inner.type !== "BinaryExpression" || inner.operator !== "+") return null;
  const left = piecesOf(inner.left, text);
  const right = piecesOf(inner.right, text);
  if (!left && !right) return null;
  const asHole = (part) => ({
    list: [{ start: part.start, end: part.end, hole: true, quote: "" }],
    holes: [part]
  });
  const [first, second] = [left ?? asHole(inner.left), right ?? asHole(inner.right)];
  return { list: [...first.list, ...second.list], holes: [...first.holes, ...second.holes] };
}
function sqlText(place, pieces, holes, text) {
  let sql = "";
  let parameters = 0;
  const spans = pieces.map((piece) => {
    const start = sql.length;
    sql += piece.hole ? `$${++parameters}` : unescaped(text.slice(piece.start, piece.end));
    return { ...piece, from: start, to: sql.length };
  });
  const pattern = new RegExp(
    `^\\s*${spans.map((span) => span.hole ? "[\\s\\S]*?" : loosely(sql.slice(span.from, span.to))).join("")}\\s*;?\\s*$`,
    "i"
  );
  return {
    place,
    sql,
    holes,
    edit(start, end, replacement) {
      const span = spans.find(
        (candidate) => !candidate.hole && start >= candidate.from && end <= candidate.to
      );
      if (!span) return null;
      const offset = span.start - span.from;
      return { start: start + offset, end: end + offset, text: escaped(replacement, span.quote) };
    },
    matches: (statement) => pattern.test(statement)
  };
}
function unescaped(text) {
  return text.replace(/\\(.)/gs, (_, char) => /['"`\\$]/.test(char) ? ` ${char}` : "  ");
}
function escaped(text, quote2) {
  return text.replace(new RegExp(`[\\\\${quote2}]`, "g"), "\\$&");
}
function loosely(text) {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s*");
}

// repair/templates/helpers/outbound.ts
var HTTP_CLIENTS = /* @__PURE__ */ new Set([
  "fetch",
  "axios",
  "got",
  "ky",
  "undici",
  "superagent",
  "http",
  "https",
  "request"
]);
var QUERIES = /* @__PURE__ */ new Set([
  "query",
  "execute",
  "executeTakeFirst",
  "executeTakeFirstOrThrow",
  "$queryRaw",
  "transaction"
]);
function isHttpCall(node) {
  const inner = bare(node);
  if (inner.type !== "CallExpression") return false;
  const callee = bare(inner.callee);
  if (callee.type === "Identifier") return HTTP_CLIENTS.has(callee.name);
  if (callee.type !== "MemberExpression") return false;
  const object = identifierName(callee.object);
  return object !== null && HTTP_CLIENTS.has(object) || calleeName(inner) === "fetch";
}
function isQueryCall(node) {
  return QUERIES.has(calleeName(node) ?? "");
}
function functionsCalling(source, makes) {
  const found2 = /* @__PURE__ */ new Map();
  const calls2 = source.of("CallExpression");
  for (let grew = true; grew; ) {
    grew = false;
    for (const call of calls2) {
      const name = identifierName(call.node.callee);
      const called = [...found2].find(([place]) => name !== null && functionName(place) === name);
      let steps = makes(call.node) ? 0 : called ? called[1] + 1 : null;
      for (let owner = functionAround(call); owner && steps !== null; owner = functionAround(owner)) {
        if (!found2.has(owner)) {
          found2.set(owner, steps);
          grew = true;
        }
        steps++;
      }
    }
  }
  return found2;
}

// repair/search/uses-response.ts
var BODY = /* @__PURE__ */ new Set(["json", "text", "formData", "arrayBuffer"]);
function ignoresAnswer(before, after) {
  const kept = new Set(checks(after, answerNames(after)).map(({ text }) => text));
  const names2 = answerNames(before);
  const made = checks(before, names2);
  return made.some(({ text, name }) => !kept.has(text) && isOnlyChecked(before, name, names2));
}
function answerNames(source) {
  const asking = new Set(
    [...functionsCalling(source, isHttpCall).keys()].map((place) => functionName(place))
  );
  const names2 = /* @__PURE__ */ new Set();
  const isAnswer = (node) => {
    const inner = bare(node);
    const value = inner.type === "AwaitExpression" ? bare(inner.argument) : inner;
    const name = value.type === "CallExpression" ? calleeName(value) : null;
    if (value.type === "CallExpression")
      return isHttpCall(value) || name !== null && (BODY.has(name) || asking.has(name));
    return names2.has(rootName(value) ?? "");
  };
  for (const { node } of source.of("VariableDeclarator")) {
    if (node.init && isAnswer(node.init)) for (const held of namesIn(node.id)) names2.add(held);
  }
  return names2;
}
function rootName(node) {
  const inner = bare(node);
  return inner.type === "MemberExpression" ? rootName(inner.object) : identifierName(inner);
}
function namesIn(pattern) {
  const name = identifierName(pattern);
  if (name) return [name];
  if (pattern.type !== "ObjectPattern") return [];
  return pattern.properties.flatMap(
    (property) => property.type === "Property" ? identifierName(property.value) ?? [] : []
  );
}
function checks(source, names2) {
  return source.of("IfStatement", "ConditionalExpression").flatMap(({ node }) => {
    const text = source.slice(node.test).replace(/\s+/g, " ");
    return [...names2].flatMap((name) => {
      const used = new RegExp(`(?<![\\w$.])${name.replace(/\$/g, "\\$")}((\\??\\.[\\w$]+)*)(?![\\w$])`, "g");
      return used.test(text) ? [{ name, text: text.replace(used, name) }] : [];
    });
  });
}
function isOnlyChecked(source, name, names2) {
  const reads = source.of("Identifier").filter((place) => place.node.name === name && isRead(place));
  return reads.every((place) => {
    const derived = declaredFrom(place);
    if (derived) {
      return derived.every(
        (other) => other !== name && names2.has(other) && isOnlyChecked(source, other, names2)
      );
    }
    return isInTest(place);
  });
}
function declaredFrom(place) {
  const declarator = [...ancestors(place)].find(
    (at3) => is(at3, "VariableDeclarator") || at3.node.type.endsWith("Statement")
  );
  return declarator && is(declarator, "VariableDeclarator") ? namesIn(declarator.node.id) : null;
}
function isInTest(place) {
  for (const at3 of [place, ...ancestors(place)]) {
    if (at3.key === "test") return is(at3.parent, "IfStatement", "ConditionalExpression");
    if (at3.node.type.endsWith("Statement")) return false;
  }
  return false;
}

// repair/search/safety.ts
var ENDINGS2 = /* @__PURE__ */ new Set(["ReturnStatement", "ThrowStatement", "BreakStatement", "ContinueStatement"]);
function hides(before, after) {
  const fewer = (count) => count(after) < count(before);
  const reached = (places) => places.filter((place) => isReached(place)).length;
  const calls2 = (source, makes) => reached(source.of("CallExpression").filter(({ node }) => makes(node)));
  if (fewer((source) => calls2(source, isHttpCall))) return "it no longer asks the upstream";
  if (fewer((source) => calls2(source, isQueryCall))) return "it no longer asks the database";
  if (fewer((source) => findSql(source).length)) return "it loses a statement";
  const tells = (source) => reached(source.of("ThrowStatement")) + errorAnswers(source).length;
  if (fewer(tells)) return "it throws less";
  if (ignoresAnswer(before, after)) return "it no longer uses the response of the upstream";
  const silent = (source) => {
    const told2 = [...source.of("ThrowStatement").map(({ node }) => node), ...errorAnswers(source)];
    return source.of("CatchClause").filter(({ node }) => !told2.some(({ start, end }) => start > node.start && end < node.end)).length;
  };
  return silent(after) > silent(before) ? "it swallows an error" : null;
}
function errorAnswers(source) {
  const statuses = statusLiterals(source).filter(({ status }) => status >= 400);
  const handed = source.of("CallExpression").filter(({ node }) => calleeName(node) === "next" && node.arguments.length === 1);
  return [...statuses.map(({ place }) => place.node), ...handed.map(({ node }) => node)];
}
function isReached(place) {
  return [place, ...ancestors(place)].every(({ parent, index, key }) => {
    const list = parent?.node;
    const statements2 = key === "body" ? list?.body : key === "consequent" ? list?.consequent : null;
    if (index === null || !Array.isArray(statements2)) return true;
    return !statements2.slice(0, index).some(({ type }) => ENDINGS2.has(type));
  });
}

// repair/space/coordinated.ts
var SITES = 8;
function coordinatedEdits(source, singles) {
  const groups = /* @__PURE__ */ new Map();
  for (const single of singles) {
    const [edit, more] = single.edits;
    if (!edit || more || edit.start === edit.end) continue;
    const before = source.text.slice(edit.start, edit.end);
    if (before.length > 60) continue;
    const key = `${single.kind}\0${before}\0${edit.text}`;
    groups.set(key, [...groups.get(key) ?? [], single]);
  }
  const found2 = [];
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const byOwner = /* @__PURE__ */ new Map();
    for (const single of group) {
      const owner = functionAround(source.placeOf(single.at))?.node ?? null;
      byOwner.set(owner, [...byOwner.get(owner) ?? [], single]);
    }
    const sets2 = [...byOwner.values()];
    if (sets2.length > 1) sets2.push(group);
    for (const set of sets2) {
      if (set.length < 2 || set.length > SITES) continue;
      found2.push(together(set));
      if (set.length === 2 || set.length > 4) continue;
      for (const [index, one] of set.entries())
        for (const other of set.slice(index + 1)) found2.push(together([one, other]));
    }
  }
  return found2.sort((a, b) => b.weight - a.weight);
}
function* pairsOf(first, second) {
  for (const one of first) {
    for (const other of second) {
      if (one === other || overlap(one, other)) continue;
      yield {
        ...together([one, other]),
        weight: one.weight * other.weight * 0.7,
        kind: `${one.kind} and ${other.kind}`
      };
    }
  }
}
function together(set) {
  const [first] = set;
  return { ...first, edits: set.flatMap(({ edits }) => edits), weight: first.weight * 0.8 };
}
function overlap(one, other) {
  return one.edits.some(
    (a) => other.edits.some((b) => a.start === b.start && a.end === b.end || a.start < b.end && b.start < a.end)
  );
}

// repair/syntax/kinds.ts
var CONSTRUCTED = kindTable({ map: "Map WeakMap", set: "Set WeakSet", array: "Array", promise: "Promise" });
var CALLED = kindTable({
  number: "indexOf lastIndexOf findIndex charCodeAt codePointAt parseInt parseFloat Number floor ceil round trunc abs min max sqrt pow getTime now random localeCompare",
  string: "toString toFixed trim toLowerCase toUpperCase join padStart padEnd repeat replace replaceAll substring charAt String stringify",
  boolean: "includes startsWith endsWith has some every isArray isNaN isInteger test Boolean hasOwn hasOwnProperty",
  array: "split map filter flatMap flat keys entries values from fill sort toSorted reverse toReversed splice",
  promise: "fetch all allSettled json text"
});
var ARITHMETIC = /* @__PURE__ */ new Set(["-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>"]);
var COMPARISON = /* @__PURE__ */ new Set(["<", "<=", ">", ">=", "==", "===", "!=", "!==", "in", "instanceof"]);
function kindTable(names2) {
  return new Map(
    Object.entries(names2).flatMap(
      ([kind, list]) => list.split(" ").map((name) => [name, kind])
    )
  );
}
function kindOf(node, named = () => "unknown") {
  const inner = bare(node);
  switch (inner.type) {
    case "Literal":
      return literalKind(inner.value);
    case "TemplateLiteral":
      return "string";
    case "ArrayExpression":
      return "array";
    case "ObjectExpression":
      return "object";
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return "function";
    case "Identifier":
      return inner.name === "Infinity" || inner.name === "NaN" ? "number" : named(inner.name);
    case "NewExpression":
      return CONSTRUCTED.get(identifierName(inner.callee) ?? "") ?? "object";
    case "CallExpression":
      return CALLED.get(calleeName(inner) ?? "") ?? "unknown";
    case "MemberExpression":
      return ["length", "size"].includes(memberName(inner) ?? "") ? "number" : "unknown";
    case "UpdateExpression":
      return "number";
    case "UnaryExpression":
      return inner.operator === "!" ? "boolean" : inner.operator === "typeof" ? "string" : "number";
    case "BinaryExpression":
      return binaryKind(inner.operator, inner.left, inner.right, named);
    case "LogicalExpression": {
      const right = kindOf(inner.right, named);
      return right === kindOf(inner.left, named) ? right : "unknown";
    }
    case "ConditionalExpression": {
      const kind = kindOf(inner.consequent, named);
      return kind === kindOf(inner.alternate, named) ? kind : "unknown";
    }
    default:
      return "unknown";
  }
}
function literalKind(value) {
  const type = typeof value;
  return type === "number" || type === "string" || type === "boolean" ? type : "unknown";
}
function binaryKind(operator, left, right, named) {
  if (COMPARISON.has(operator)) return "boolean";
  if (ARITHMETIC.has(operator)) return "number";
  const kinds = [kindOf(left, named), kindOf(right, named)];
  if (kinds.includes("string")) return "string";
  return kinds.every((kind) => kind === "number") ? "number" : "unknown";
}
function annotatedKind(annotation) {
  const type = annotation.replace(/^[:\s]+/, "").replace(/\s*\|\s*(null|undefined)\b/g, "").trim();
  if (/^(number|string|boolean)$/.test(type)) return type;
  if (/^(?:readonly\s+)?(?:.*\[\]|(Readonly)?Array<.*|\[.*\])$/s.test(type)) return "array";
  if (/^(Readonly|Weak)?Map</.test(type)) return "map";
  if (/^(Readonly|Weak)?Set</.test(type)) return "set";
  if (/^Promise</.test(type)) return "promise";
  if (/=>/.test(type)) return "function";
  return /^[A-Z{]/.test(type) && type.length > 1 ? "object" : "unknown";
}
function compatible(a, b) {
  return a === b || a === "unknown" || b === "unknown";
}

// repair/space/space-edit.ts
function replacing(node, text, weight, kind) {
  return { edits: [{ start: node.start, end: node.end, text }], weight, at: node, kind };
}
function isSimple(node) {
  return /^(Identifier|Literal|MemberExpression|CallExpression|ArrayExpression|ThisExpression|TemplateLiteral)$/.test(
    node.type
  );
}
function bracketed(source, node) {
  const text = source.slice(node);
  return isSimple(node) ? text : `(${text})`;
}

// repair/space/calls.ts
var GROUPS = [
  "map flatMap filter forEach",
  "filter find findLast some every",
  "find findIndex indexOf lastIndexOf",
  "push unshift concat",
  "pop shift at",
  "slice splice substring substr",
  "floor ceil round trunc abs",
  "min max",
  "toUpperCase toLowerCase",
  "trim trimStart trimEnd",
  "startsWith endsWith includes",
  "keys values entries",
  "padStart padEnd",
  "sort toSorted reverse toReversed",
  "replace replaceAll",
  "charAt charCodeAt codePointAt at",
  "has get",
  "get set add delete",
  "parseInt parseFloat Number",
  "isNaN isFinite isInteger isSafeInteger",
  "reduce reduceRight",
  "match matchAll test exec",
  "all allSettled race any",
  "getDate getDay getUTCDate getUTCDay",
  "getMonth getUTCMonth getFullYear getUTCFullYear",
  "getHours getUTCHours getMinutes getUTCMinutes getSeconds getUTCSeconds",
  "toFixed toPrecision toString",
  "stringify parse"
].map((group) => group.split(" "));
function* calls({ source, scopes, suspected, constants }) {
  for (const place of source.of("CallExpression", "NewExpression")) {
    if (!suspected(place)) continue;
    const { node } = place;
    const { callee, arguments: args } = node;
    const name = calleeName(node) ?? "";
    const property = callee.type === "MemberExpression" && !callee.computed ? callee.property : null;
    for (const group of GROUPS) {
      if (!group.includes(name)) continue;
      for (const other of group)
        if (other !== name) yield replacing(property ?? callee, other, 0.5, "method");
    }
    for (const [at3, argument] of args.entries()) {
      const next = args[at3 + 1];
      if (next) {
        const [first, second] = [source.slice(argument), source.slice(next)];
        const between2 = source.text.slice(argument.end, next.start);
        yield {
          edits: [{ start: argument.start, end: next.end, text: `${second}${between2}${first}` }],
          weight: 0.5,
          at: node,
          kind: "arguments"
        };
      }
      const [start, end] = at3 > 0 ? [args[at3 - 1]?.end ?? 0, argument.end] : [argument.start, next ? next.start : argument.end];
      yield { edits: [{ start, end, text: "" }], weight: 0.3, at: node, kind: "arguments" };
    }
    const last = args.at(-1);
    const where = last ? last.end : node.end - 1;
    const added = [
      ...scopes.visible(place).filter(({ kind }) => compatible(kind, "unknown")).map((binding) => binding.name),
      ...["0", "1", "-1", "''", "true", "10", "{}", "[]"]
    ];
    for (const text of [...added.slice(0, 24), ...constants])
      yield {
        edits: [{ start: where, end: where, text: last ? `, ${text}` : text }],
        weight: 0.3,
        at: node,
        kind: "argument added"
      };
    if (name === "sort" && args.length === 0) {
      for (const text of ["(a, b) => a - b", "(a, b) => b - a"])
        yield { edits: [{ start: where, end: where, text }], weight: 0.5, at: node, kind: "argument added" };
    }
    if (node.type === "NewExpression") continue;
    if (callee.type === "MemberExpression") {
      const [argument] = args;
      if (argument && args.length === 1 && argument.type !== "SpreadElement") {
        const text = `${bracketed(source, argument)}.${memberName(callee) ?? ""}(${source.slice(callee.object)})`;
        if (memberName(callee)) yield replacing(node, text, 0.35, "receiver");
      }
      yield replacing(node, source.slice(callee.object), 0.35, "call left out");
    }
    if (args.length === 1 && last && last.type !== "SpreadElement")
      yield replacing(node, bracketed(source, last), 0.35, "call left out");
  }
}

// repair/space/conditions.ts
var ATOMS = 72;
function atomsAt({ source, scopes }, place) {
  const atoms = /* @__PURE__ */ new Set();
  const bindings = scopes.visible(place).filter(({ how }) => !["import", "class", "function"].includes(how));
  for (const text of conditionsNear(source, place)) atoms.add(text);
  for (const { name, kind } of bindings.slice(0, 10)) {
    if (kind === "number")
      for (const test of ["=== 0", "< 0", "<= 0", "> 0", "=== 1"]) atoms.add(`${name} ${test}`);
    else if (kind === "boolean") atoms.add(name).add(`!${name}`);
    else if (kind === "array" || kind === "string") {
      atoms.add(`${name}.length === 0`).add(`${name}.length > 0`).add(`!${name}`).add(`${name}.length === 1`);
    } else if (kind === "map" || kind === "set") atoms.add(`${name}.size === 0`);
    else {
      for (const test of [`!${name}`, name, `${name} === undefined`, `${name} === null`, `${name} == null`])
        atoms.add(test);
      for (const test of ["=== 0", "<= 0", "< 0"]) atoms.add(`${name} ${test}`);
      atoms.add(`${name}?.length === 0`).add(`Array.isArray(${name})`).add(`!Array.isArray(${name})`);
      atoms.add(`typeof ${name} !== 'object'`).add(`Number.isNaN(${name})`).add(`typeof ${name} === 'string'`);
    }
  }
  const numbers = bindings.filter(({ kind }) => kind === "number" || kind === "unknown").slice(0, 5);
  for (const one of numbers) {
    for (const other of numbers) {
      if (one === other) continue;
      for (const operator of ["===", "<", ">"]) atoms.add(`${one.name} ${operator} ${other.name}`);
    }
  }
  const sized = bindings.filter(({ kind }) => ["array", "string", "unknown"].includes(kind)).slice(0, 4);
  for (const { name } of sized) {
    for (const { name: other } of numbers.slice(0, 3))
      if (other !== name)
        for (const operator of ["<=", ">", "<"]) atoms.add(`${name}.length ${operator} ${other}`);
    for (const { name: other } of sized) if (other !== name) atoms.add(`${name}.length > ${other}.length`);
    for (const test of ["=== 0", "< 2", "> 1"]) atoms.add(`${name}.length ${test}`);
  }
  return [...atoms].slice(0, ATOMS);
}
function conditionsNear(source, place) {
  const owner = functionAround(place)?.node ?? source.program;
  return source.of("IfStatement", "ConditionalExpression", "WhileStatement").filter(
    ({ node }) => node.start >= owner.start && node.end <= owner.end && node.test.end - node.test.start < 60
  ).map(({ node }) => source.slice(node.test)).slice(0, 8);
}
function* conditions(input) {
  const { source, suspected } = input;
  for (const place of source.of(
    "IfStatement",
    "ConditionalExpression",
    "WhileStatement",
    "ForStatement",
    "DoWhileStatement"
  )) {
    const { test } = place.node;
    if (!test || !suspected(place)) continue;
    const inner = bracketed(source, test);
    const text = source.slice(test);
    yield replacing(test, `!${inner}`, 0.6, "condition negated");
    for (const atom of comparedAlike(input, test)) {
      yield replacing(test, `${inner} || ${atom}`, 0.35, "condition extended");
      yield replacing(test, `${inner} && ${atom}`, 0.3, "condition extended");
    }
    for (const text2 of comparisonsOf(input, test)) yield replacing(test, text2, 0.35, "comparison completed");
    for (const value of ["true", "false"]) yield replacing(test, value, 0.15, "condition fixed");
    for (const atom of atomsAt(input, place)) {
      if (atom === text) continue;
      const part = /\s(&&|\|\||\?)\s/.test(atom) ? `(${atom})` : atom;
      yield replacing(test, `${inner} && ${part}`, 0.35, "condition extended");
      yield replacing(test, `${inner} || ${part}`, 0.35, "condition extended");
      yield replacing(test, atom, 0.2, "condition replaced");
    }
  }
  for (const place of source.of("ReturnStatement", "ArrowFunctionExpression")) {
    const value = place.node.type === "ReturnStatement" ? place.node.argument : place.node.body;
    if (!value || value.type === "BlockStatement" || !suspected(place)) continue;
    if (input.scopes.kind(value) !== "boolean" && value.type !== "LogicalExpression") continue;
    const inner = bracketed(source, value);
    yield replacing(value, `!${inner}`, 0.5, "condition negated");
    for (const atom of atomsAt(input, source.placeOf(value)).slice(0, 30)) {
      const part = /\s(&&|\|\||\?)\s/.test(atom) ? `(${atom})` : atom;
      yield replacing(value, `${inner} && ${part}`, 0.35, "condition extended");
      yield replacing(value, `${inner} || ${part}`, 0.35, "condition extended");
    }
  }
}
function comparedAlike({ source, constants }, test) {
  const near = [.../* @__PURE__ */ new Set([...source.of("Literal").map(({ node }) => source.slice(node)), ...constants])];
  const found2 = /* @__PURE__ */ new Set();
  for (const { node } of source.of("BinaryExpression")) {
    if (node.start < test.start || node.end > test.end || !/^([=!]==?|[<>]=?)$/.test(node.operator)) continue;
    const right = source.slice(node.right);
    for (const other of near) {
      const alike = /^["']/.test(other) === /^["']/.test(right) && /^["'\d-]/.test(other);
      if (node.right.type === "Literal" && alike && other !== right && other.length < 24) {
        for (const operator of /* @__PURE__ */ new Set([node.operator, ">=", "<=", ">", "<"]))
          if (operator === node.operator || /^-?\d/.test(other))
            found2.add(`${source.slice(node.left)} ${operator} ${other}`);
      }
    }
  }
  return [...found2].slice(0, 60);
}
function* comparisonsOf({ source, scopes }, test) {
  if (!/^(MemberExpression|Identifier|CallExpression)$/.test(test.type)) return;
  const text = source.slice(test);
  const behind = source.of("CallExpression").flatMap(({ node }) => {
    const { callee } = node;
    return callee.type === "MemberExpression" && node.arguments.length === 0 ? [source.text.slice(callee.object.end, node.end)] : [];
  });
  const names2 = scopes.visible(source.placeOf(test)).filter(({ how }) => how !== "import" && how !== "function");
  for (const { name } of names2.slice(0, 8)) {
    for (const suffix of ["", ...new Set(behind)].slice(0, 8))
      for (const operator of ["===", "!==", "<", ">"]) yield `${text} ${operator} ${name}${suffix}`;
  }
}

// repair/space/texts.ts
var SEPARATORS = [" ", "", ",", ", ", "-", "_", "/", ".", ":", ": ", ";", "\n", "|", "&", "=", "0"];
var PIECES = [
  ["+", "*"],
  ["+", "{1}"],
  ["\\d", "\\w"],
  ["\\s", "\\S"],
  ["\\w", "\\W"],
  ["\\b", ""],
  [".*", ".*?"],
  [".+", ".+?"],
  ["a-z", "a-zA-Z"],
  ["a-z", "a-z0-9"],
  ["A-Z", "A-Za-z"],
  ["0-9", "0-9a-z"],
  ["\\w", "\\w-"],
  ["\\d", "[\\d.]"],
  ["\\d+", "\\d*"],
  ["\\d+", "-?\\d+"],
  ["\\d+", "\\d+(?:\\.\\d+)?"],
  ["\\s", "\\s+"],
  ["\\s+", "\\s*"],
  ["[^", "["],
  ["(", "(?:"]
];
function* textEdits(text, isPattern = false, letters = []) {
  const seen = /* @__PURE__ */ new Set([text]);
  const found2 = [];
  const add = (other, weight) => {
    if (!seen.has(other)) found2.push({ text: other, weight });
    seen.add(other);
  };
  if (text.length > 80) return;
  if (isPattern) {
    if (!text.startsWith("^")) add(`^${text}`, 0.5);
    else add(text.slice(1), 0.4);
    if (!text.endsWith("$")) add(`${text}$`, 0.5);
    else add(text.slice(0, -1), 0.4);
    for (const pair2 of PIECES) {
      for (const [from, to] of [pair2, pair2.toReversed()]) {
        if (from === "") continue;
        for (let at3 = text.indexOf(from); at3 >= 0; at3 = text.indexOf(from, at3 + 1))
          add(text.slice(0, at3) + to + text.slice(at3 + from.length), 0.45);
      }
    }
    for (const match of text.matchAll(/(?<!\\)[.+*?()[\]{}|]/g))
      add(`${text.slice(0, match.index)}\\${text.slice(match.index)}`, 0.35);
    for (const match of text.matchAll(/\\([.+*?()[\]{}|])/g))
      add(text.slice(0, match.index) + text.slice(match.index + 1), 0.3);
    for (const match of text.matchAll(/(\[[^\]]*\]|\\?[\w)])(?![+*?{])/g)) {
      const end = match.index + match[0].length;
      for (const quantifier of ["?", "+", "*"]) add(text.slice(0, end) + quantifier + text.slice(end), 0.3);
    }
    for (const match of text.matchAll(/[+*?]/g))
      add(text.slice(0, match.index) + text.slice(match.index + 1), 0.35);
  } else {
    if (SEPARATORS.includes(text)) for (const other of SEPARATORS) add(other, 0.4);
    add(`${text} `, 0.3);
    add(` ${text}`, 0.3);
    add(text.trim(), 0.35);
    for (const end of [".", ":", "s", "\n", "/", ",", "!", "0"]) add(text + end, 0.2);
    if (text.length <= 24)
      for (const letter of letters)
        for (let at3 = 0; at3 <= text.length; at3 += 1) add(text.slice(0, at3) + letter + text.slice(at3), 0.3);
    if (text.length > 1) add(text.slice(0, -1), 0.25);
    add(text.toLowerCase(), 0.3);
    add(text.toUpperCase(), 0.3);
    add(text.charAt(0).toUpperCase() + text.slice(1), 0.3);
    for (const [at3, char] of [...text].entries()) {
      const [before, after] = [text.slice(0, at3), text.slice(at3 + char.length)];
      if (text.length <= 24) add(before + after, 0.2);
      const next = after.charAt(0);
      if (next && next !== char && text.length <= 24) add(before + next + char + after.slice(1), 0.2);
      if (SEPARATORS.includes(char)) for (const other of SEPARATORS) add(before + other + after, 0.25);
    }
  }
  yield* found2;
}

// repair/space/literals.ts
function* literals({ source, suspected, scopes, constants }) {
  const all = source.of("Literal");
  const numbers = /* @__PURE__ */ new Set();
  const texts = /* @__PURE__ */ new Set();
  for (const { node, parent } of all) {
    if (parent?.node.type === "ImportDeclaration" || parent?.node.type === "ExportNamedDeclaration") continue;
    if (typeof node.value === "number") numbers.add(String(node.value));
    if (typeof node.value === "string" && node.value.length < 60) texts.add(source.slice(node));
  }
  const letters = lettersOf([...texts, ...constants]);
  const given = (kind) => constants.filter((each) => (/^["']/.test(each) ? "text" : "number") === kind);
  for (const place of all) {
    if (!suspected(place)) continue;
    const { node, parent, key } = place;
    if (/^(Import|Export)/.test(parent?.node.type ?? "")) continue;
    if (parent?.node.type === "Property" && key === "key") continue;
    const { value } = node;
    if (typeof value === "number") {
      const near = [value + 1, value - 1, 0, 1, -1, 2, -value, value * 10, value / 10, value * 2, value / 2];
      for (const [rank, other] of [...new Set(near)].entries()) {
        if (other === value || Object.is(other, -0) || !Number.isFinite(other)) continue;
        yield replacing(node, number(other), rank < 2 ? 0.7 : rank < 5 ? 0.5 : 0.3, "number");
      }
      for (const other of numbers) {
        if (!near.includes(Number(other)) && Number(other) !== value)
          yield replacing(node, other, 0.35, "number");
      }
      for (const other of given("number"))
        if (!numbers.has(other)) yield replacing(node, other, 0.25, "number");
      for (const limit of ["Infinity", "-Infinity"]) yield replacing(node, limit, 0.25, "number");
      for (const { name, kind } of scopes.visible(place)) {
        if (kind === "number") yield replacing(node, name, 0.35, "name for a literal");
        if (kind === "array" || kind === "string")
          yield replacing(node, `${name}.length`, 0.3, "name for a literal");
      }
    } else if (typeof value === "boolean") {
      yield replacing(node, String(!value), 0.7, "boolean");
    } else if (typeof value === "string") {
      for (const other of texts) if (other !== source.slice(node)) yield replacing(node, other, 0.3, "text");
      for (const other of given("text")) if (!texts.has(other)) yield replacing(node, other, 0.2, "text");
      for (const { text, weight } of textEdits(value, false, letters))
        yield replacing(node, JSON.stringify(text), weight, "inside a text");
    } else if (value === null && !("regex" in node)) {
      for (const other of ["undefined", "0", "[]", "''", "false"])
        yield replacing(node, other, 0.25, "literal");
    }
    if ("regex" in node && node.regex) {
      for (const { text, weight } of textEdits(node.regex.pattern, true))
        yield replacing(node, `/${text}/${node.regex.flags}`, weight, "inside a pattern");
      for (const flag of ["g", "i", "m", "s", "u", "y"]) {
        const has = node.regex.flags.includes(flag);
        const flags = has ? node.regex.flags.replace(flag, "") : node.regex.flags + flag;
        yield replacing(
          node,
          `/${node.regex.pattern}/${flags}`,
          "gi".includes(flag) ? 0.5 : 0.25,
          "inside a pattern"
        );
      }
    }
  }
  for (const place of source.of("TemplateElement")) {
    if (!suspected(place)) continue;
    const { node } = place;
    const raw = node.value.raw;
    const start = source.text.startsWith(raw, node.start) ? node.start : node.start + 1;
    if (!source.text.startsWith(raw, start)) continue;
    for (const { text, weight } of textEdits(raw, false, letters)) {
      yield { edits: [{ start, end: start + raw.length, text }], weight, at: node, kind: "inside a text" };
    }
  }
}
function number(value) {
  const rounded = Number(value.toPrecision(12));
  return rounded < 0 ? `(${rounded})` : String(rounded);
}
function lettersOf(texts) {
  const marks = [...new Set(texts.flatMap((text) => [...text.slice(1, -1)]))].filter(
    (mark) => /[^\w\\]/.test(mark)
  );
  return marks.slice(0, 16);
}

// repair/space/names.ts
function* names({ source, scopes, suspected }) {
  const membersOf = /* @__PURE__ */ new Map();
  const members = /* @__PURE__ */ new Set();
  for (const { node } of source.of("MemberExpression")) {
    const name = memberName(node);
    if (node.computed || !name) continue;
    members.add(name);
    const object = source.slice(node.object);
    const known = membersOf.get(object) ?? /* @__PURE__ */ new Set();
    membersOf.set(object, known.add(name));
  }
  for (const { node } of source.of("Property"))
    if (!node.computed && node.key.type === "Identifier") members.add(node.key.name);
  for (const place of source.of("Identifier")) {
    if (!suspected(place) || !isReference(place)) continue;
    const { node } = place;
    const kind = scopes.kind(node);
    const isWritten2 = place.key === "left" || place.parent?.node.type === "UpdateExpression";
    const isCalled = place.parent?.node.type === "CallExpression" && place.key === "callee";
    for (const binding of scopes.visible(place)) {
      if (binding.name === node.name || binding.name === "undefined") continue;
      if (isWritten2 && binding.how !== "variable" && binding.how !== "parameter") continue;
      if (isCalled !== (binding.kind === "function" || binding.how === "function") && binding.kind !== "unknown")
        continue;
      if (!compatible(kind, binding.kind)) continue;
      const sure = kind !== "unknown" && kind === binding.kind;
      yield replacing(node, binding.name, sure ? 0.5 : 0.35, "name");
    }
    if (isWritten2 || isCalled) continue;
    for (const member of membersOf.get(node.name) ?? [])
      if (place.key !== "object") yield replacing(node, `${node.name}.${member}`, 0.3, "member");
    if (kind === "array" || kind === "string" || kind === "unknown")
      yield replacing(node, `${node.name}.length`, 0.25, "member");
    for (const { name, kind: other } of scopes.visible(place)) {
      if ((other === "array" || other === "object") && name !== node.name && place.key === "right")
        yield replacing(node, `${name}[${node.name}]`, 0.25, "member");
    }
  }
  for (const place of source.of("MemberExpression")) {
    if (!suspected(place)) continue;
    const { node } = place;
    if (node.computed) {
      const index = source.slice(node.property);
      for (const other of [
        "0",
        "1",
        `${source.slice(node.object)}.length - 1`,
        `${index} + 1`,
        `${index} - 1`
      ])
        yield replacing(node.property, other, 0.4, "index");
      continue;
    }
    const isCallee = place.parent?.node.type === "CallExpression" && place.key === "callee";
    const name = memberName(node);
    if (!isCallee) {
      const near = membersOf.get(source.slice(node.object)) ?? /* @__PURE__ */ new Set();
      for (const other of /* @__PURE__ */ new Set([...near, ...members])) {
        if (other !== name) yield replacing(node.property, other, near.has(other) ? 0.45 : 0.25, "member");
      }
      yield replacing(node, source.slice(node.object), 0.3, "member");
    }
  }
}

// repair/templates/helpers/text.ts
function replaceNode(node, text) {
  return { start: node.start, end: node.end, text };
}
function operatorRange(source, left, right, operator) {
  const start = source.text.indexOf(operator, left.end);
  return start !== -1 && start < right.start ? { start, end: start + operator.length } : { start: left.end, end: left.end };
}
var ATOMS2 = /* @__PURE__ */ new Set([
  "Identifier",
  "Literal",
  "ThisExpression",
  "MemberExpression",
  "CallExpression",
  "ParenthesizedExpression",
  "TemplateLiteral",
  "ArrayExpression",
  "ChainExpression",
  "TSNonNullExpression"
]);
function operand(source, node) {
  const text = source.slice(node);
  return ATOMS2.has(node.type) ? text : `(${text})`;
}
function brief(text) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}...` : line;
}
function shouldBe(before, after) {
  return `"${brief(before)}" should be "${brief(after)}".`;
}

// repair/space/operators.ts
var COMPARISONS = ["<", "<=", ">", ">=", "===", "!=="];
var ARITHMETIC2 = ["+", "-", "*", "/", "%"];
var NEAR = {
  "<": ["<="],
  "<=": ["<"],
  ">": [">="],
  ">=": [">"],
  "===": ["!=="],
  "!==": ["==="],
  "==": ["!=", "===", "<=", ">="],
  "!=": ["==", "!=="],
  "+": ["-"],
  "-": ["+"],
  "*": ["/", "**"],
  "/": ["*", "%"],
  "%": ["/"],
  "**": ["*"],
  "&": ["|", "^", "&&"],
  "|": ["&", "^", "||"],
  "^": ["&", "|", "**"],
  "<<": [">>", ">>>"],
  ">>": ["<<", ">>>"],
  ">>>": [">>", "<<"],
  in: ["instanceof"]
};
var LOGICAL = { "&&": ["||", "??"], "||": ["&&", "??"], "??": ["||", "&&"] };
var ASSIGNING = ["=", "+=", "-=", "*=", "/=", "%=", "||=", "&&=", "??=", "|=", "&=", "^="];
function* operators({ source, suspected }) {
  for (const place of source.of("BinaryExpression", "LogicalExpression")) {
    if (!suspected(place)) continue;
    const { node } = place;
    const { left, right, operator } = node;
    const range = operatorRange(source, left, right, operator);
    const family = COMPARISONS.includes(operator) ? COMPARISONS : ARITHMETIC2.includes(operator) ? ARITHMETIC2 : [];
    const near = NEAR[operator] ?? LOGICAL[operator] ?? [];
    for (const other of /* @__PURE__ */ new Set([...near, ...family])) {
      if (other === operator) continue;
      yield {
        edits: [{ ...range, text: other }],
        weight: near.includes(other) ? 0.8 : 0.55,
        at: node,
        kind: "operator"
      };
    }
    const [first, second] = [source.slice(left), source.slice(right)];
    const gap = source.text.slice(left.end, right.start);
    if (["-", "/", "%", "<", ">", "<=", ">=", "+", "&&", "||", "**"].includes(operator) && first !== second)
      yield replacing(node, `${second}${gap}${first}`, 0.4, "operands");
    yield replacing(node, first, 0.4, "operand");
    yield replacing(node, second, 0.4, "operand");
    if (left.type === node.type && source.text[left.start] !== "(" && source.text[node.start] !== "(") {
      const inner = left;
      yield {
        edits: [
          { start: inner.right.start, end: inner.right.start, text: "(" },
          { start: right.end, end: right.end, text: ")" }
        ],
        weight: 0.4,
        at: node,
        kind: "grouping"
      };
    }
    if (right.type === node.type && source.text[right.start - 1] !== "(") {
      yield {
        edits: [
          { start: left.start, end: left.start, text: "(" },
          { start: right.left.end, end: right.left.end, text: ")" }
        ],
        weight: 0.4,
        at: node,
        kind: "grouping"
      };
    }
  }
  for (const place of source.of("AssignmentExpression")) {
    if (!suspected(place)) continue;
    const { node } = place;
    const range = operatorRange(source, node.left, node.right, node.operator);
    for (const other of ASSIGNING) {
      if (other === node.operator) continue;
      const common = ["=", "+=", "-="].includes(other);
      yield { edits: [{ ...range, text: other }], weight: common ? 0.55 : 0.3, at: node, kind: "operator" };
    }
  }
  for (const place of source.of("UpdateExpression", "UnaryExpression")) {
    if (!suspected(place)) continue;
    const { node } = place;
    const inner = source.slice(node.argument);
    if (node.type === "UpdateExpression") {
      const other = node.operator === "++" ? "--" : "++";
      yield replacing(node, node.prefix ? `${other}${inner}` : `${inner}${other}`, 0.6, "operator");
      yield replacing(
        node,
        node.prefix ? `${inner}${node.operator}` : `${node.operator}${inner}`,
        0.4,
        "operator"
      );
      for (const by of ["2", "0"])
        yield replacing(node, `${inner} ${node.operator[0]}= ${by}`, 0.25, "operator");
    } else if (["!", "-", "+", "~"].includes(node.operator)) {
      yield replacing(node, inner, 0.6, "operator");
    }
  }
  for (const place of source.of("ConditionalExpression")) {
    if (!suspected(place)) continue;
    const { node } = place;
    const [yes, no] = [source.slice(node.consequent), source.slice(node.alternate)];
    const between2 = source.text.slice(node.consequent.end, node.alternate.start);
    yield {
      edits: [{ start: node.consequent.start, end: node.alternate.end, text: `${no}${between2}${yes}` }],
      weight: 0.5,
      at: node,
      kind: "branches"
    };
    yield replacing(node, yes, 0.3, "operand");
    yield replacing(node, no, 0.3, "operand");
  }
}

// repair/syntax/edits.ts
import MagicString from "magic-string";
function applyEdits(text, edits) {
  const result = new MagicString(text);
  for (const edit of edits) {
    if (edit.start === edit.end) result.appendLeft(edit.start, edit.text);
    else if (edit.text === "") result.remove(edit.start, edit.end);
    else result.update(edit.start, edit.end, edit.text);
  }
  return result.toString();
}
function mergeEdits(first, second) {
  const merged = [...first];
  for (const edit of second) {
    const rival = first.find((other) => overlaps(edit, other));
    if (rival && isIndentation(edit)) continue;
    if (rival && isIndentation(rival)) merged.splice(merged.indexOf(rival), 1);
    else if (rival) return null;
    merged.push(edit);
  }
  return merged;
}
function overlaps(a, b) {
  if (a.start === a.end && b.start === b.end) return a.start === b.start && !isIndentation(a);
  if (a.start === a.end) return a.start > b.start && a.start < b.end;
  if (b.start === b.end) return b.start > a.start && b.start < a.end;
  return a.start < b.end && b.start < a.end;
}
function isIndentation(edit) {
  return edit.start === edit.end && /^[ \t]*$/.test(edit.text);
}
function indentAt(text, offset) {
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  return /^[ \t]*/.exec(text.slice(start))?.[0] ?? "";
}

// repair/space/synthesis.ts
var MOST3 = 48;
function synthesized({ source, scopes }, place) {
  const found2 = /* @__PURE__ */ new Map();
  const add = (text, weight) => found2.set(text, Math.max(weight, found2.get(text) ?? 0));
  const owner = functionAround(place);
  const bindings = scopes.visible(place).filter(({ how }) => !["import", "class", "function"].includes(how));
  const written = bindings.filter(({ how }) => how === "variable" || how === "parameter").slice(0, 6);
  const loops = [...ancestors(place)].filter(
    (at3) => isLoop(at3.node) && at3.node.start >= (owner?.node.start ?? 0)
  );
  const inner = bindings.filter(({ scope }) => loops.some(({ node }) => scope.start >= node.start));
  const values = [...inner, ...bindings.filter((binding) => !inner.includes(binding))].slice(0, 6);
  for (const { name, kind, how } of written) {
    if (kind === "number" || kind === "unknown") {
      for (const step of [" += 1", " -= 1", " = 0", " = 1"])
        if (how === "variable") add(`${name}${step};`, 0.3);
    }
    if (kind === "boolean") for (const value of ["true", "false"]) add(`${name} = ${value};`, 0.3);
    if (kind === "string") add(`${name} = '';`, 0.3);
    for (const other of values) {
      if (other.name === name) continue;
      add(`${name} = ${other.name};`, inner.includes(other) ? 0.3 : 0.2);
      if (kind === "number" || kind === "string" || kind === "unknown") {
        add(`${name} += ${other.name};`, 0.25);
        if (kind !== "string") add(`${name} -= ${other.name};`, 0.2);
      }
    }
  }
  const lists2 = bindings.filter(({ kind }) => kind === "array").slice(0, 3);
  for (const { name } of lists2) {
    for (const { name: value } of values) {
      if (value === name) continue;
      add(`${name}.push(${value});`, 0.3);
      for (const { name: second } of values.slice(0, 4))
        if (second !== value && second !== name) add(`${name}.push([${value}, ${second}]);`, 0.25);
      if (inner.some((binding) => binding.name === value && binding.kind === "number")) {
        for (const { name: what } of values) if (what !== value) add(`${name}[${value}].push(${what});`, 0.2);
      }
    }
    for (const call of ["pop()", "shift()", "reverse()", "sort()", "sort((a, b) => a - b)"])
      add(`${name}.${call};`, 0.2);
  }
  for (const { node } of source.of("AssignmentExpression")) {
    const inverse = { "+=": "-=", "-=": "+=" }[node.operator];
    if (inverse && owner && node.start >= owner.node.start && node.end <= owner.node.end)
      add(`${source.slice(node.left)} ${inverse} ${source.slice(node.right)};`, 0.3);
  }
  return [...found2].map(([text, weight]) => ({ text, weight })).sort((a, b) => b.weight - a.weight).slice(0, MOST3);
}

// repair/space/statements.ts
var CONSTANTS = ["", " null", " undefined", " 0", " -1", " 1", " false", " true", " []", " {}", " ''"];
var CLONES = 12;
function* statements(input) {
  const { source, suspected } = input;
  yield* inEmptyBlocks(input);
  for (const place of source.places) {
    if (!isListed(place) || !suspected(place) || /^(Import|Export|Function|Class|TS)/.test(place.node.type))
      continue;
    if (!functionAround(place)) continue;
    const { node } = place;
    const text = source.slice(node);
    const lead = `
${indentAt(source.text, node.start)}`;
    const change = (edits, weight, kind) => ({
      edits,
      weight,
      at: node,
      kind
    });
    const before = (added, weight, kind) => change([{ start: node.start, end: node.start, text: `${added}${lead}` }], weight, kind);
    const after = (added, weight, kind) => change([{ start: node.end, end: node.end, text: `${lead}${added}` }], weight, kind);
    const isPlain = node.type === "ExpressionStatement" || node.type === "IfStatement" || isLoop(node);
    if (isPlain || node.type === "BreakStatement" || node.type === "ContinueStatement")
      yield change([{ start: node.start, end: node.end, text: "" }], 0.35, "statement left out");
    if (node.type === "ReturnStatement" && siblings(place).length > 1)
      yield change([{ start: node.start, end: node.end, text: "" }], 0.25, "statement left out");
    yield* moves(source, place);
    if (node.type === "ExpressionStatement") {
      yield after(text, 0.2, "statement twice");
      yield change([{ start: node.start, end: node.start, text: "return " }], 0.4, "return");
      if (node.expression.type === "CallExpression")
        yield change([{ start: node.start, end: node.start, text: "await " }], 0.4, "await");
      const { expression } = node;
      if (expression.type === "CallExpression" && expression.callee.type === "MemberExpression") {
        const object = source.slice(expression.callee.object);
        yield change([{ start: node.start, end: node.start, text: `${object} = ` }], 0.35, "assignment");
      }
    }
    yield* branches(source, place);
    const owner = functionAround(place);
    const loop2 = [...ancestors(place)].find((at3) => at3 === owner || isLoop(at3.node));
    const inLoop = loop2 !== void 0 && loop2 !== owner;
    const results = returnsOf(source, owner);
    const names2 = input.scopes.visible(place).filter(({ how }) => how === "variable" || how === "parameter");
    const leaving = [
      ...inLoop ? ["continue", "break"] : [],
      ...[.../* @__PURE__ */ new Set([...results, ...CONSTANTS, ...names2.slice(0, 5).map(({ name }) => ` ${name}`)])].map(
        (value) => `return${value}`
      ),
      ...throwsOf(source)
    ].slice(0, 22);
    const isFirst = siblings(place)[0] === node;
    for (const [rank, atom] of atomsAt(input, place).slice(0, 32).entries()) {
      const sure = rank < 12 ? 1 : 0.85;
      for (const leave of leaving)
        yield before(`if (${atom}) ${leave};`, (isFirst ? 0.3 : 0.2) * sure, "guard");
      if (node.type === "ExpressionStatement" || isEnd(node))
        yield change(
          [{ start: node.start, end: node.start, text: `if (${atom}) ` }],
          0.3 * sure,
          "condition around"
        );
    }
    const isLast2 = siblings(place).at(-1) === node;
    if (isLast2 && !/^(Return|Throw|Break|Continue)/.test(node.type)) {
      for (const { name } of names2) yield after(`return ${name};`, 0.4, "return");
      for (const value of results) yield after(`return${value};`, 0.35, "return");
      for (const value of CONSTANTS.slice(1)) yield after(`return${value};`, 0.25, "return");
      if (inLoop) for (const leave of ["break", "continue"]) yield after(`${leave};`, 0.3, "loop left");
    }
    const made = synthesized(input, place);
    for (const { text: added, weight } of made) {
      yield before(added, weight, "statement added");
      if (!isEnd(node)) yield after(added, weight, "statement added");
      if (node.type === "IfStatement" && !node.alternate)
        yield change([{ start: node.end, end: node.end, text: ` else ${added}` }], weight, "branch added");
    }
    for (const atom of atomsAt(input, place).slice(0, 40))
      for (const { text: added, weight } of made.slice(0, 10))
        if (inLoop) yield before(`if (${atom}) ${added}`, weight * 0.7, "guarded statement");
    for (const clone of clonesFor(source, owner, place)) {
      yield before(clone, 0.25, "statement from elsewhere");
      if (!isEnd(node)) yield after(clone, 0.25, "statement from elsewhere");
    }
  }
}
function* inEmptyBlocks(input) {
  const { source, suspected } = input;
  for (const place of source.of("BlockStatement")) {
    const { node } = place;
    if (node.body.length > 0 || !functionAround(place) || !suspected(place)) continue;
    const put = (text, weight) => ({
      edits: [{ start: node.start + 1, end: node.start + 1, text: ` ${text} ` }],
      ...{ weight, at: node, kind: "statement added" }
    });
    const made = synthesized(input, place);
    for (const { text, weight } of made) yield put(text, weight);
    for (const atom of atomsAt(input, place))
      for (const { text, weight } of made.slice(0, 24)) yield put(`if (${atom}) ${text}`, weight * 0.8);
  }
}
function isEnd(node) {
  return /^(Return|Throw|Break|Continue)Statement$/.test(node.type);
}
function siblings(place) {
  const above = place.parent?.node;
  const list = place.key === "consequent" ? above?.consequent : above?.body;
  return Array.isArray(list) ? list : [place.node];
}
function* moves(source, place) {
  const list = siblings(place);
  const { node } = place;
  const next = list[list.indexOf(node) + 1];
  if (next && !/^(Function|Class)/.test(next.type)) {
    const between2 = source.text.slice(node.end, next.start);
    const text2 = `${source.slice(next)}${between2}${source.slice(node)}`;
    yield {
      edits: [{ start: node.start, end: next.end, text: text2 }],
      weight: 0.4,
      at: node,
      kind: "statement moved"
    };
  }
  const block = place.parent;
  const around2 = block?.node.type === "BlockStatement" ? block.parent : null;
  if (!around2 || !isListed(around2) || !/^(If|For|ForOf|ForIn|While)Statement$/.test(around2.node.type)) return;
  const lead = `
${indentAt(source.text, around2.node.start)}`;
  const out = { start: node.start, end: node.end, text: "" };
  const text = source.slice(node);
  const [first, last] = [list[0] === node, list.at(-1) === node];
  if (last || isLoop(around2.node))
    yield {
      edits: [out, { start: around2.node.end, end: around2.node.end, text: `${lead}${text}` }],
      weight: 0.35,
      at: node,
      kind: "statement moved"
    };
  if (first || isLoop(around2.node))
    yield {
      edits: [{ start: around2.node.start, end: around2.node.start, text: `${text}${lead}` }, out],
      weight: 0.3,
      at: node,
      kind: "statement moved"
    };
}
function* branches(source, place) {
  const { node } = place;
  if (node.type !== "IfStatement") return;
  const list = siblings(place);
  const next = list[list.indexOf(node) + 1];
  const change = (edits, weight) => ({
    edits,
    weight,
    at: node,
    kind: "branch"
  });
  if (!node.alternate && next && !/^(Variable|Function|Class)/.test(next.type))
    yield change([{ start: node.end, end: next.start, text: " else " }], 0.4);
  if (node.alternate) {
    yield change([{ start: node.consequent.end, end: node.alternate.start, text: "\n" }], 0.3);
    yield change([{ start: node.consequent.end, end: node.alternate.end, text: "" }], 0.25);
    const [yes, no] = [source.slice(node.consequent), source.slice(node.alternate)];
    const between2 = source.text.slice(node.consequent.end, node.alternate.start);
    if (node.alternate.type !== "IfStatement" && node.consequent.type === "BlockStatement")
      yield change(
        [{ start: node.consequent.start, end: node.alternate.end, text: `${no}${between2}${yes}` }],
        0.4
      );
  }
  yield change([{ start: node.start, end: node.consequent.start, text: "" }], 0.25);
  if (node.test.type !== "Identifier" && !isLoop(node))
    yield change([{ start: node.start, end: node.start + 2, text: "while" }], 0.3);
  yield change(
    [{ start: node.test.start, end: node.test.end, text: `!${bracketed(source, node.test)}` }],
    0.5
  );
}
function returnsOf(source, owner) {
  return source.of("ReturnStatement").filter((place) => functionAround(place)?.node === owner.node).map(({ node }) => node.argument ? ` ${source.slice(node.argument)}` : "").filter((text) => text.length < 60 && !text.includes("\n")).slice(0, 5);
}
function throwsOf(source) {
  return [...new Set(source.of("ThrowStatement").map(({ node }) => source.slice(node).replace(/;$/, "")))].filter((text) => text.length < 120).slice(0, 4);
}
function clonesFor(source, owner, place) {
  const found2 = source.of("ExpressionStatement").filter(({ node }) => node !== place.node && node.end - node.start < 80).sort((a, b) => Number(inside2(b.node, owner.node)) - Number(inside2(a.node, owner.node))).map(({ node }) => source.slice(node));
  return [...new Set(found2)].filter((text) => !text.startsWith("'")).slice(0, CLONES);
}
function inside2(node, owner) {
  return node.start >= owner.start && node.end <= owner.end;
}

// repair/space/wraps.ts
var WRAPPED = /* @__PURE__ */ new Set([
  "Identifier",
  "MemberExpression",
  "CallExpression",
  "BinaryExpression",
  "AwaitExpression",
  "LogicalExpression",
  "TemplateLiteral",
  "ConditionalExpression"
]);
var CALLS2 = [
  "Math.abs",
  "Math.floor",
  "Math.ceil",
  "Math.round",
  "Math.trunc",
  "Number",
  "String",
  "Boolean"
];
var BEHIND_NUMBER = [" + 1", " - 1", " * 2", " / 2", " * 100", " / 100", " % 2"];
var BEHIND_TEXT = [
  ".trim()",
  ".toLowerCase()",
  ".toUpperCase()",
  ".length",
  ".split('')",
  ".slice(1)",
  ".slice(0, -1)"
];
var BEHIND_LIST = [
  ".length",
  ".slice()",
  ".slice(1)",
  ".slice(0, -1)",
  ".reverse()",
  ".flat()",
  ".filter(Boolean)",
  ".join('')",
  ".sort()",
  ".sort((a, b) => a - b)",
  "[0]",
  ".at(-1)"
];
var INSTEAD = [" ?? 0", " ?? ''", " ?? []", " ?? {}", " ?? null", " || 0", " ?? 1", " ?? false", " || 1"];
function* wraps({ source, scopes, suspected }) {
  const { suffixes, prefixes } = callsOf(source);
  for (const place of source.places) {
    const { node } = place;
    if (!WRAPPED.has(node.type) || !suspected(place) || !isValue(place)) continue;
    const kind = scopes.kind(node);
    const text = source.slice(node);
    const inner = bracketed(source, node);
    const may = (other) => kind === other || kind === "unknown";
    const sure = kind === "unknown" ? 0.8 : 1;
    const put = (made, weight, what = "call around") => replacing(node, made, weight * sure, what);
    if (may("number")) {
      for (const call of CALLS2) yield put(`${call}(${text})`, 0.35);
      for (const behind of BEHIND_NUMBER)
        yield put(`${inner}${behind}`, behind.includes("1") ? 0.45 : 0.25, "arithmetic");
      yield put(`-${inner}`, 0.35);
      yield put(`Math.max(0, ${text})`, 0.4);
      yield put(`Math.max(1, ${text})`, 0.3);
      for (const { name, kind: other, how } of scopes.visible(place).slice(0, 16)) {
        if (other !== "number" && other !== "unknown") {
          if (other === "array" || other === "string") {
            for (const operator of ["+", "-", "%", "/", "*"])
              yield put(`(${inner} ${operator} ${name}.length)`, 0.25, "arithmetic");
          }
          continue;
        }
        if (how === "function" || how === "class" || how === "import") continue;
        for (const operator of ["+", "-", "*", "/", "%"])
          if (name !== text)
            yield put(`(${inner} ${operator} ${name})`, other === "number" ? 0.35 : 0.25, "arithmetic");
        for (const call of ["Math.min", "Math.max"])
          if (name !== text) yield put(`${call}(${text}, ${name})`, 0.3);
      }
    }
    if (may("string")) {
      for (const behind of BEHIND_TEXT) yield put(`${inner}${behind}`, 0.35, "call behind");
      for (const { name, kind: other } of scopes.visible(place).slice(0, 12))
        if (other === "string" && name !== text) {
          yield put(`(${inner} + ${name})`, 0.35, "concatenation");
          yield put(`(${name} + ${inner})`, 0.35, "concatenation");
        }
      for (const piece of ["' '", "','", "'-'", "'\\n'", "'0'", "'/'"]) {
        if (kind === "string") yield put(`(${inner} + ${piece})`, 0.25, "concatenation");
        if (kind === "string") yield put(`(${piece} + ${inner})`, 0.25, "concatenation");
      }
    }
    if (may("array")) {
      for (const behind of BEHIND_LIST) yield put(`${inner}${behind}`, 0.35, "call behind");
      yield put(`[...${inner}]`, 0.4);
      yield put(`[...new Set(${text})]`, 0.3);
    }
    if (may("object")) yield put(`({ ...${inner} })`, 0.3);
    if (may("map") || may("set")) yield put(`[...${inner}.keys()]`, 0.15);
    const isOperand2 = /^(BinaryExpression|MemberExpression|TemplateLiteral)$/.test(
      place.parent?.node.type ?? ""
    );
    if (!isOperand2 && (may("boolean") || node.type === "CallExpression")) yield put(`!${inner}`, 0.45);
    if (kind !== "boolean" && kind !== "function" && node.type !== "BinaryExpression") {
      for (const behind of INSTEAD) yield put(`(${text}${behind})`, 0.3, "instead of absent");
      yield put(`[${text}]`, 0.2);
      if (place.parent?.node.type !== "AwaitExpression" && node.type === "CallExpression")
        yield put(`(await ${text})`, 0.3);
    }
    if (node.type === "MemberExpression" && !node.optional) {
      const end = node.object.end;
      const at3 = node.computed ? { start: end, end, text: "?." } : { start: end, end: end + 1, text: "?." };
      if (node.computed || source.text[end] === ".")
        yield { edits: [at3], weight: 0.4, at: node, kind: "optional access" };
    }
    for (const behind of suffixes)
      if (!text.endsWith(behind)) yield put(`${inner}${behind}`, 0.35, "call behind");
    for (const [before, after] of prefixes)
      if (!text.startsWith(before)) yield put(`${before}${text}${after}`, 0.35, "call around");
    yield* callsAround(place, text);
  }
  function* callsAround(place, text) {
    for (const { name, how } of scopes.visible(place)) {
      if (how === "function" && !text.startsWith(`${name}(`) && place.key !== "callee")
        yield replacing(place.node, `${name}(${text})`, 0.3, "call around");
    }
  }
}
function isValue({ node, parent, key }) {
  if (!parent) return false;
  const above = parent.node;
  if (key === "callee" || key === "left" || key === "id" || key === "param" || key === "params") {
    return key === "left" && /^(Binary|Logical)Expression$/.test(above.type);
  }
  if (above.type === "UpdateExpression" || above.type === "ExpressionStatement") return false;
  if (/^(Import|Export|Labeled|Break|Continue)/.test(above.type)) return false;
  if (/Pattern$|RestElement/.test(above.type)) return above.type === "AssignmentPattern" && key === "right";
  if (above.type === "MemberExpression") return above.computed || key === "object";
  if (above.type === "Property")
    return key === "value" && parent.parent?.node.type === "ObjectExpression" && !isShorthand(above);
  if (above.type === "MethodDefinition" || above.type === "PropertyDefinition") return key === "value";
  return !/^(Function|Class)/.test(above.type) && (above.type !== "ArrowFunctionExpression" || key === "body") && node.type !== "Super";
}
function isShorthand(node) {
  return "shorthand" in node && node.shorthand === true;
}
function callsOf(source) {
  const suffixes = /* @__PURE__ */ new Set();
  const prefixes = /* @__PURE__ */ new Map();
  for (const { node } of source.of("CallExpression")) {
    const { callee, arguments: args } = node;
    const behind = callee.type === "MemberExpression" ? source.text.slice(callee.object.end, node.end) : "";
    if (behind && behind.length < 40 && !behind.includes("\n")) suffixes.add(behind);
    if (/^(Math|Number|Object|Array|JSON|String)\b/.test(source.slice(callee)) || callee.type === "Identifier") {
      for (const argument of args) {
        const [before, after] = [
          source.text.slice(node.start, argument.start),
          source.text.slice(argument.end, node.end)
        ];
        if (before.length + after.length < 40) prefixes.set(`${before}\0${after}`, [before, after]);
      }
    }
  }
  return { suffixes: [...suffixes].slice(0, 16), prefixes: [...prefixes.values()].slice(0, 16) };
}

// repair/space/index.ts
var SPACE_PARTS = {
  operators,
  literals,
  names,
  calls,
  conditions,
  wraps,
  statements
};
function singleEdits(input, without2 = []) {
  const seen = /* @__PURE__ */ new Set();
  const found2 = [];
  for (const [name, part] of Object.entries(SPACE_PARTS)) {
    if (without2.includes(name)) continue;
    for (const edit of part(input)) {
      const key = edit.edits.map(({ start, end, text }) => `${start},${end},${text}`).join("\0");
      if (seen.has(key)) continue;
      seen.add(key);
      found2.push(edit);
    }
  }
  return found2.sort((a, b) => b.weight - a.weight || a.at.start - b.at.start);
}

// repair/syntax/usage.ts
var BY_MEMBER = kindTable({
  array: "push pop shift unshift splice map filter reduce join sort forEach",
  string: "charAt charCodeAt split toUpperCase toLowerCase trim startsWith endsWith padStart substring replace match",
  set: "add",
  map: "set",
  number: "toFixed",
  promise: "then"
});
var ARITHMETIC3 = /* @__PURE__ */ new Set(["-", "*", "/", "%", "**", "<<", ">>", "&", "|", "^"]);
function kindByUse(source, scopes) {
  for (let pass = 0; pass < 2; pass++) {
    for (const place of source.of("Identifier")) {
      const binding = scopes.binding(place, place.node.name);
      if (binding?.kind !== "unknown") continue;
      binding.kind = usedAs(place, scopes);
    }
  }
}
function usedAs(place, scopes) {
  const parent = place.parent?.node;
  if (!parent) return "unknown";
  switch (parent.type) {
    case "MemberExpression":
      if (place.key === "object") return BY_MEMBER.get(memberName(parent) ?? "") ?? "unknown";
      return "unknown";
    case "CallExpression":
      return place.key === "callee" ? "function" : "unknown";
    case "UpdateExpression":
      return "number";
    case "ForOfStatement":
      return place.key === "right" ? "array" : "unknown";
    case "BinaryExpression": {
      if (ARITHMETIC3.has(parent.operator)) return "number";
      const kind = scopes.kind(place.key === "left" ? parent.right : parent.left);
      if (["<", "<=", ">", ">="].includes(parent.operator)) return kind;
      return kind === "number" || kind === "string" ? kind : "unknown";
    }
    case "AssignmentExpression":
      return place.key === "left" && parent.operator === "=" ? scopes.kind(parent.right) : "unknown";
    default:
      return "unknown";
  }
}

// repair/syntax/scope.ts
function findScopes(source) {
  const byScope = /* @__PURE__ */ new Map();
  const add = (scope, id, how, kind) => {
    for (const name of boundNames(id, source, kind)) {
      const list = byScope.get(scope) ?? [];
      list.push({ ...name, how, scope });
      byScope.set(scope, list);
    }
  };
  for (const place of source.places) declare(place, source, add);
  const cache = /* @__PURE__ */ new Map();
  const visible = (place) => {
    const known = cache.get(place);
    if (known) return known;
    const found2 = /* @__PURE__ */ new Map();
    let crossed = false;
    for (const at3 of [place, ...ancestors(place)]) {
      for (const binding2 of byScope.get(at3.node) ?? []) {
        const later = binding2.start > place.node.start && !crossed;
        if (later && (binding2.how === "variable" || binding2.how === "constant")) continue;
        if (!found2.has(binding2.name)) found2.set(binding2.name, binding2);
      }
      crossed ||= isFunction(at3.node);
    }
    const bindings = [...found2.values()];
    cache.set(place, bindings);
    return bindings;
  };
  const binding = (place, name) => visible(place).find((candidate) => candidate.name === name) ?? null;
  const counts3 = /* @__PURE__ */ new Map();
  const scopes = {
    visible,
    binding,
    reads: (known) => counts3.get(known) ?? 0,
    kind: (node) => kindOf(node, (name) => binding(source.placeOf(bare(node)), name)?.kind ?? "unknown")
  };
  kindByUse(source, scopes);
  for (const place of source.of("Identifier")) {
    const read = isRead(place) ? binding(place, place.node.name) : null;
    if (read) counts3.set(read, (counts3.get(read) ?? 0) + 1);
  }
  return scopes;
}
function declare(place, source, add) {
  const { node } = place;
  if (isFunction(node)) {
    if (node.id && place.parent) add(blockAround(place).node, node.id, "function", "function");
    for (const parameter of node.params) add(node, parameter, "parameter", "unknown");
  } else if (node.type === "ClassDeclaration" && node.id) {
    add(blockAround(place).node, node.id, "class", "function");
  } else if (node.type === "VariableDeclarator" && is(place.parent, "VariableDeclaration")) {
    const declaration = place.parent;
    const loop2 = declaration.parent?.node;
    const looped = loop2?.type === "ForOfStatement" || loop2?.type === "ForInStatement";
    const scope = loop2 && (looped || loop2.type === "ForStatement") ? loop2 : blockAround(declaration).node;
    const kind = node.init ? kindOf(node.init) : loop2?.type === "ForInStatement" ? "string" : "unknown";
    const how = looped ? "loop" : declaration.node.kind === "const" ? "constant" : "variable";
    add(scope, node.id, how, kind);
  } else if (node.type === "CatchClause" && node.param) {
    add(node, node.param, "parameter", "object");
  } else if (node.type === "ImportSpecifier" || node.type === "ImportDefaultSpecifier" || node.type === "ImportNamespaceSpecifier") {
    add(source.program, node.local, "import", "unknown");
  }
}
function blockAround(place) {
  let last = place;
  for (const at3 of ancestors(place)) {
    last = at3;
    const { type } = at3.node;
    if (type === "BlockStatement" || type === "SwitchStatement" || type === "Program") return at3;
    if (type === "StaticBlock" || isFunction(at3.node)) return at3;
  }
  return last;
}
function boundNames(id, source, kind) {
  switch (id.type) {
    case "Identifier": {
      const annotation = "typeAnnotation" in id && id.typeAnnotation ? source.slice(id.typeAnnotation) : "";
      const annotated = annotation ? annotatedKind(annotation) : "unknown";
      return [{ name: id.name, start: id.start, kind: annotated === "unknown" ? kind : annotated }];
    }
    case "AssignmentPattern":
      return boundNames(id.left, source, kindOf(id.right));
    case "RestElement":
      return boundNames(id.argument, source, "array");
    case "ObjectPattern":
      return id.properties.flatMap(
        (property) => boundNames(
          property.type === "RestElement" ? property.argument : property.value,
          source,
          "unknown"
        )
      );
    case "ArrayPattern":
      return id.elements.flatMap(
        (element) => element ? boundNames(element, source, "unknown") : []
      );
    case "TSParameterProperty":
      return boundNames(id.parameter, source, kind);
    default:
      return [];
  }
}

// repair/search/describe-edits.ts
function describeEdits(source, edits, kind) {
  const sentences = edits.slice(0, 3).map(({ start, end, text }) => {
    const before = brief(source.text.slice(start, end));
    const after = brief(text);
    if (!before) return `Adds "${after}".`;
    return after ? `Replaces "${before}" with "${after}".` : `Removes "${before}".`;
  });
  const more = edits.length > 3 ? ` ${edits.length - 3} further places change.` : "";
  return `${sentences.join(" ")}${more} (${kind})`;
}

// repair/search/places.ts
var OUTSIDE = 0.6;
function suspectByRuns(source, screen) {
  const statements2 = screen.coverage(source.path);
  if (statements2.every(({ failing: failing2 }) => failing2 === 0)) return null;
  const failing = screen.failing.length;
  const byRange = new Map(statements2.map((each) => [`${each.start},${each.end}`, each]));
  const known = /* @__PURE__ */ new Map();
  const scoreOf2 = ({ failing: failed, passing }) => failed === 0 ? 0 : failed / Math.sqrt(Math.max(1, failing) * (failed + passing));
  return (place) => {
    const cached = known.get(place);
    if (cached !== void 0) return cached;
    let score = OUTSIDE;
    for (const at3 of [place, ...ancestors(place)]) {
      const counted2 = byRange.get(`${at3.node.start},${at3.node.end}`);
      if (!counted2) continue;
      score = scoreOf2(counted2);
      break;
    }
    known.set(place, score);
    return score;
  };
}

// repair/search/screened.ts
var BATCH2 = 1e3;
var SINGLES = 6e4;
var PARTIAL = 12;
var PAIRED = 160;
var ENOUGH = 400;
async function searchScreened(search) {
  const { screen, sources, without: without2, signal } = search;
  const ends = performance.now() + search.budgetMs;
  const found2 = { passing: [], screened: 0, complete: true };
  const better = [];
  const seen = /* @__PURE__ */ new Set();
  async function ring(all) {
    let batch = [];
    const flush = async () => {
      const results = await screen.run(batch.map(({ change }) => change));
      found2.screened += results.length;
      for (const [at3, result] of results.entries()) note(batch[at3], result);
      batch = [];
      search.heartbeat(`screened ${found2.screened} changes, ${found2.passing.length} pass`);
    };
    for (const tried of all) {
      const key = keyOf(tried.change);
      if (seen.has(key)) continue;
      seen.add(key);
      batch.push(tried);
      if (batch.length < BATCH2) continue;
      await flush();
      signal.throwIfAborted();
      if (performance.now() > ends || found2.passing.length >= ENOUGH) {
        found2.complete = false;
        return;
      }
    }
    if (batch.length > 0) await flush();
  }
  function note(tried, { outcome, fixed, progress }) {
    if (outcome === "passes") found2.passing.push(tried);
    if (outcome === "better") better.push({ ...tried, gain: fixed * 100 + progress });
  }
  if (!without2.includes("templates")) await ring(search.drafts.map(ofDraft));
  const constants = constantsOf(screen);
  const singles = [];
  const groups = [];
  for (const source of sources) {
    const byRuns = suspectByRuns(source, screen);
    if (!byRuns && !without2.includes("localisation")) continue;
    const suspicion = without2.includes("localisation") ? () => 0.5 : byRuns ?? (() => 0.5);
    const scopes = findScopes(source);
    const suspected = (place) => suspicion(place) > 0;
    const edits = singleEdits({ source, scopes, suspected, constants }, without2);
    groups.push({ source, edits });
    for (const edit of edits) {
      const weight = edit.weight * (0.5 + 0.5 * suspicion(source.placeOf(edit.at)));
      singles.push({ source, edit, weight });
    }
  }
  singles.sort((a, b) => b.weight - a.weight);
  if (!without2.includes("singles"))
    await ring(singles.slice(0, SINGLES).map(({ source, edit, weight }) => ofEdit(source, edit, weight)));
  if (!without2.includes("coordinated") && performance.now() < ends)
    for (const { source, edits } of groups)
      await ring(coordinatedEdits(source, edits).map((edit) => ofEdit(source, edit, edit.weight)));
  if (found2.passing.length > 0 || without2.includes("pairs")) return found2;
  better.sort((a, b) => b.gain - a.gain || b.weight - a.weight);
  for (const { source, edits } of groups) {
    if (performance.now() > ends) break;
    const partial = better.filter(({ change }) => change.path === source.path).slice(0, PARTIAL * search.round);
    const bases = partial.map(({ change, weight }) => asEdit(source, change, weight));
    const likely = edits.slice(0, PAIRED * search.round);
    await ring(mapped(source, pairsOf(bases, edits)));
    if (performance.now() < ends && found2.passing.length === 0)
      await ring(mapped(source, pairsOf(likely, likely)));
  }
  return found2;
}
function* mapped(source, edits) {
  for (const edit of edits) yield ofEdit(source, edit, edit.weight);
}
function asEdit(source, { edits }, weight) {
  return { edits: edits.map((edit) => ({ ...edit })), weight, at: source.program, kind: "partial" };
}
function ofDraft({ path, edits, score, rationale, templates: templates2 }) {
  return { change: { path, edits }, weight: Math.min(0.95, 0.4 + 0.6 * score), rationale, templates: templates2 };
}
function ofEdit(source, { edits, kind }, weight) {
  return {
    change: { path: source.path, edits },
    weight,
    rationale: describeEdits(source, edits, kind),
    templates: [`space:${kind}`]
  };
}
function keyOf({ path, edits }) {
  return `${path}\0${edits.map(({ start, end, text }) => `${start},${end},${text}`).sort().join("\0")}`;
}
function constantsOf({ calls: calls2 }) {
  const found2 = /* @__PURE__ */ new Set();
  const look = (text) => {
    for (const [each] of text.matchAll(
      /(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])|"(?:[^"\\]|\\.){0,24}"|'[^'\\]{0,24}'/g
    ))
      found2.add(each);
  };
  for (const { args, failing } of calls2) if (failing) look(args);
  return [...found2].slice(0, 24);
}

// repair/evidence/slice.ts
var STEPS = 4;
function madeBy(source, keys) {
  const ranges = [];
  const names2 = /* @__PURE__ */ new Set();
  for (const { node, parent } of source.of("Property")) {
    const key = node.computed ? null : identifierName(node.key);
    if (parent?.node.type !== "ObjectExpression" || key === null || !keys.has(key)) continue;
    ranges.push(node);
  }
  for (const { node } of source.of("AssignmentExpression")) {
    if (keys.has(memberName(node.left) ?? "")) ranges.push(node);
  }
  if (ranges.length === 0) return null;
  for (let step = 0; step < STEPS; step++) {
    const before = ranges.length;
    for (const { node } of source.of("Identifier")) if (within(node, ranges)) names2.add(node.name);
    for (const place of source.places) {
      if (!ranges.includes(place.node) && sets(place.node, names2)) {
        ranges.push(place.node);
        for (const at3 of ancestors(place)) {
          if (is(at3, "IfStatement", "WhileStatement", "ForStatement")) ranges.push(at3.node.test);
          if (is(at3, "ForOfStatement")) ranges.push(at3.node.right);
          if (at3 === functionAround(place)) break;
        }
      }
    }
    if (ranges.length === before) break;
  }
  return ({ node }) => within(node, ranges);
}
function sets(node, names2) {
  const named = (other) => names2.has(identifierName(other) ?? "");
  switch (node.type) {
    case "VariableDeclarator":
      return node.id.type === "Identifier" ? named(node.id) : patternNames2(node.id).some((name) => names2.has(name));
    case "AssignmentExpression": {
      const left = bare(node.left);
      return named(left) || left.type === "MemberExpression" && named(left.object);
    }
    case "UpdateExpression":
      return named(node.argument);
    case "FunctionDeclaration":
      return named(node.id);
    case "CallExpression":
      return node.callee.type === "MemberExpression" && named(node.callee.object);
    default:
      return false;
  }
}
function patternNames2(pattern) {
  if (pattern.type === "ObjectPattern") {
    return pattern.properties.flatMap(
      (property) => identifierName(property.type === "Property" ? property.value : null) ?? []
    );
  }
  if (pattern.type !== "ArrayPattern") return [];
  return pattern.elements.flatMap((element) => identifierName(element) ?? []);
}
function within(node, ranges) {
  return ranges.some((range) => node.start >= range.start && node.end <= range.end);
}

// repair/evidence/suspicion.ts
var APART = 0.5;
function suspect(source, clues, regions) {
  const lineStarts = [0, ...[...source.text.matchAll(/\n/g)].map((match) => match.index + 1)];
  const lineOf2 = (offset) => {
    let low = 0;
    let high = lineStarts.length - 1;
    while (low < high) {
      const middle = low + high + 1 >> 1;
      if ((lineStarts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  };
  const frames = clues.frames.filter((frame) => frame.path === source.path);
  const named = /* @__PURE__ */ new Map();
  for (const place of source.places) {
    if (isFunction(place.node)) {
      const inside3 = frames.find(
        ({ line }) => line >= lineOf2(place.node.start) && line <= lineOf2(place.node.end)
      );
      const name = functionName(place);
      named.set(place, inside3 ? 0.65 * 0.9 ** inside3.depth : name && clues.words.has(name) ? 0.6 : 0.4);
    }
  }
  const anyNamed = [...named.values()].some((score) => score > 0.4);
  const hasPart = clues.wrongKeys.size ? madeBy(source, clues.wrongKeys) : null;
  return (place) => {
    const line = lineOf2(place.node.start);
    const owner = [place, ...ancestors(place)].find((at3) => isFunction(at3.node));
    let score = anyNamed ? owner ? named.get(owner) ?? 0.4 : 0.35 : 0.6;
    for (const frame of frames) {
      const near = Math.abs(frame.line - line);
      if (near <= 2) score = Math.max(score, (1 - 0.12 * near) * 0.92 ** frame.depth);
    }
    if (hasPart && frames.length === 0 && !hasPart(place)) score *= APART;
    for (const region of regions) {
      if (region.path === source.path && line >= region.from && line <= region.to) score *= region.factor;
    }
    return Math.min(1, score);
  };
}

// repair/syntax/source.ts
import { walk as walk2 } from "estree-walker";
import { parseSync as parseSync3 } from "oxc-parser";
var OPTIONS = {
  ts: { lang: "ts" },
  mts: { lang: "ts" },
  cts: { lang: "ts" },
  tsx: { lang: "tsx" },
  js: { lang: "jsx" },
  mjs: { lang: "jsx" },
  cjs: { lang: "jsx" },
  jsx: { lang: "jsx" }
};
var TYPE_WRAPPERS = /* @__PURE__ */ new Set([
  "TSAsExpression",
  "TSSatisfiesExpression",
  "TSNonNullExpression",
  "TSTypeAssertion"
]);
function parseSource(file) {
  const program = parseProgram(file.path, file.content);
  if (!program) return null;
  const places = [];
  const byNode = /* @__PURE__ */ new Map();
  const byType = /* @__PURE__ */ new Map();
  walk2(program, {
    enter(raw, rawParent, key, index) {
      const node = raw;
      if (isTypeOnly(node)) return this.skip();
      const parent = rawParent ? byNode.get(rawParent) ?? null : null;
      const place = { node, parent, key: String(key ?? ""), index: index ?? null };
      places.push(place);
      byNode.set(node, place);
      const same = byType.get(node.type);
      if (same) same.push(place);
      else byType.set(node.type, [place]);
    }
  });
  return {
    path: file.path,
    text: file.content,
    program,
    places,
    of: (...types) => types.flatMap((type) => byType.get(type) ?? []),
    placeOf: (node) => byNode.get(node),
    slice: ({ start, end }) => file.content.slice(start, end)
  };
}
function isSound(file) {
  return parseProgram(file.path, file.content, true) !== null;
}
function parseProgram(path, content, showSemanticErrors = false) {
  const options = OPTIONS[extension(path)];
  if (!options) return null;
  for (const sourceType of ["module", "commonjs"]) {
    const result = parseSync3(path, content, { ...options, sourceType, showSemanticErrors });
    if (result.errors.length === 0) return result.program;
  }
  return null;
}
function isTypeOnly(node) {
  return node.type.startsWith("TS") && !TYPE_WRAPPERS.has(node.type);
}
function extension(path) {
  return path.slice(path.lastIndexOf(".") + 1).toLowerCase();
}

// repair/search/everywhere.ts
var DRAFTS = 60;
var PLACES = 12;
var IN_FUNCTION = 0.6;
var IN_FILE = 0.5;
function everywhere(source, drafts) {
  const found2 = [];
  for (const draft of drafts.slice(0, DRAFTS)) {
    const [edit, ...others] = draft.edits;
    if (!edit || others.length > 0 || edit.start === edit.end) continue;
    const sites = sitesLike(source, edit);
    const own = sites.find(({ start }) => start === edit.start);
    if (!own || sites.length < 2 || sites.length > PLACES) continue;
    const near = sites.filter(({ owner }) => owner === own.owner);
    if (near.length > 1) found2.push(at(source, draft, edit, near, IN_FUNCTION));
    if (sites.length > near.length) found2.push(at(source, draft, edit, sites, IN_FILE));
  }
  return found2;
}
function at(source, draft, edit, sites, weight) {
  const edits = sites.map(({ start, end }) => ({ start, end, text: edit.text }));
  return {
    ...draft,
    edits,
    content: applyEdits(source.text, edits),
    rationale: `${draft.rationale} The same holds at ${sites.length} places.`,
    score: draft.score * weight
  };
}
function sitesLike(source, edit) {
  const whole = source.places.filter(({ node }) => node.start === edit.start && node.end === edit.end).at(-1);
  if (whole) {
    const text = source.slice(edit);
    return source.places.filter((place) => sameRole(place, whole) && source.slice(place.node) === text).map((place) => ({
      start: place.node.start,
      end: place.node.end,
      owner: functionAround(place)?.node ?? null
    }));
  }
  const operator = source.text.slice(edit.start, edit.end);
  const operators2 = source.of("BinaryExpression", "LogicalExpression").flatMap((place) => {
    const { node } = place;
    if (node.operator !== operator) return [];
    const range = operatorRange(source, node.left, node.right, node.operator);
    return [{ ...range, owner: functionAround(place)?.node ?? null }];
  });
  return operators2.some(({ start }) => start === edit.start) ? operators2 : [];
}
function sameRole(one, other) {
  return one.node.type === other.node.type && one.key === other.key && one.parent?.node.type === other.parent?.node.type;
}

// repair/search/suggest.ts
function suggest(input) {
  const drafts = /* @__PURE__ */ new Map();
  const sources = input.files.map(parseSource).filter((source) => source !== null);
  const keep = (draft, source) => {
    const key = `${draft.path}\0${draft.content}`;
    const known = drafts.get(key)?.score ?? -1;
    if (draft.content !== source.text && known < draft.score) drafts.set(key, draft);
  };
  for (const source of sources) {
    const singles = [];
    const view = {
      source,
      others: sources.filter((other) => other !== source),
      scopes: findScopes(source),
      sql: findSql(source),
      parser: input.parser,
      clues: input.clues,
      evidence: input.evidence,
      suspicion: suspect(source, input.clues, input.regions)
    };
    for (const template of input.templates) {
      const answers2 = template.answers.filter((kind) => input.clues.has(kind));
      if (answers2.length === 0) continue;
      const fit = 0.5 + 0.5 * Math.min(1, input.clues.share(...answers2));
      const favour = input.favoured.get(template.name) ?? 1;
      const own = [...template.propose(view)].map((suggestion3) => ({
        ...suggestion3,
        score: suggestion3.prior * (0.3 + 0.7 * view.suspicion(source.placeOf(suggestion3.at))) * (isThrown(source.placeOf(suggestion3.at)) ? THROWN : 1)
      })).sort((a, b) => b.score - a.score);
      for (const [rank, { edits, rationale, score }] of own.entries()) {
        const content = applyEdits(source.text, edits);
        const draft = {
          path: source.path,
          edits,
          content,
          rationale,
          templates: [template.name],
          answers: answers2,
          score: Math.min(0.99, score * fit * favour * CROWDING ** rank)
        };
        keep(draft, source);
        singles.push(draft);
      }
    }
    singles.sort((a, b) => b.score - a.score);
    for (const draft of everywhere(source, singles)) keep(draft, source);
  }
  return [...drafts.values()].sort((a, b) => b.score - a.score || compareText(a, b));
}
var THROWN = 0.4;
function isThrown(place) {
  return place.node.type !== "ThrowStatement" && [...ancestors(place)].some(({ node }) => node.type === "ThrowStatement");
}
var CROWDING = 0.97;
function compareText(a, b) {
  return a.content < b.content ? -1 : a.content > b.content ? 1 : 0;
}

// repair/refusals/mapped-errors.ts
var KNOWN = /* @__PURE__ */ new Map([
  [400, ["BadRequestException", "BadRequest", "BadRequestError"]],
  [404, ["NotFoundException", "NotFound", "NotFoundError"]],
  [409, ["ConflictException", "Conflict", "ConflictError"]],
  [422, ["UnprocessableEntityException", "UnprocessableEntity", "ValidationError"]],
  [502, ["BadGatewayException", "BadGateway"]],
  [504, ["GatewayTimeoutException", "GatewayTimeout"]]
]);
function mappedErrors(source, status) {
  const found2 = /* @__PURE__ */ new Set();
  for (const literal of statusLiterals(source)) {
    if (literal.status !== status) continue;
    for (const at3 of ancestors(literal.place)) {
      if (is(at3, "IfStatement")) for (const name of classesIn(source, at3.node.test)) found2.add(name);
      if (at3.node.type.includes("Function")) break;
    }
  }
  const declared = source.of("ImportSpecifier", "ClassDeclaration").map(({ node }) => identifierName(node.type === "ImportSpecifier" ? node.local : node.id));
  for (const name of KNOWN.get(status) ?? []) if (declared.includes(name)) found2.add(name);
  return [...found2];
}
function classesIn(source, test) {
  return source.of("BinaryExpression").filter(({ node }) => node.operator === "instanceof" && node.start >= test.start && node.end <= test.end).flatMap(({ node }) => identifierName(node.right) ?? []).filter((name) => !/^(Error|TypeError|SyntaxError|RangeError)$/.test(name));
}

// repair/refusals/refusals.ts
var MESSAGE_KEY = /^(error|message|msg|detail|reason|title|description)$/;
var LONGEST3 = 400;
var found = /* @__PURE__ */ new WeakMap();
function findRefusals(source, scopes) {
  const known = found.get(source);
  if (known) return known;
  const refusals = statusLiterals(source).map((literal) => refusal(source, scopes, literal)).filter((one) => one !== null).sort((a, b) => Number(b.status >= 400) - Number(a.status >= 400));
  found.set(source, refusals);
  return refusals;
}
function refusal(source, scopes, { status, place, statement }) {
  const range = { start: statement.node.start, end: endOf(statement, source) };
  const arrow = is(statement, "ArrowFunctionExpression");
  if (arrow) range.start = statement.node.body.start;
  const text = source.slice(range);
  const inside3 = (node) => node.start >= range.start && node.end <= range.end;
  if (text.length > LONGEST3 || source.places.some(({ node }) => inside3(node) && isBig(node))) return null;
  const message = messageIn(source, range);
  const says = message ?? (status < 400 ? bodyIn(source, range) : null);
  const names2 = source.of("Identifier").filter((at3) => inside3(at3.node) && isReference(at3) && !(says && within2(at3.node, says))).flatMap((at3) => scopes.binding(at3, at3.node.name) ? [at3.node.name] : []);
  const throws = statement.node.type === "ThrowStatement";
  const ends = throws || arrow || /(^|[;\n\s])return\b[^;]*;?$/.test(text.trim());
  return {
    status,
    message: message ? stringValue(message) ?? null : null,
    throws,
    place: statement,
    names: [...new Set(names2)],
    write(other, saying) {
      const edits = [[place.node, String(other)]];
      if (message && saying !== null) edits.push([message, quoted2(source.slice(message), saying)]);
      else if (says && saying !== null) edits.push([says, `{ error: ${quoted2("'", saying)} }`]);
      const written = replaced(source.text, range, edits);
      const closed = /;\s*$/.test(written) ? written : `${written};`;
      if (arrow) return `return ${closed}`;
      return ends ? closed : `${closed}
return;`;
    }
  };
}
function endOf(statement, source) {
  const { parent, index, node } = statement;
  const list = parent?.node?.body;
  const object = node.type === "ExpressionStatement" ? rootOf(node.expression) : null;
  if (!object || index === null || !Array.isArray(list)) return node.end;
  let end = node.end;
  for (const next of list.slice(index + 1)) {
    const same = next.type === "ExpressionStatement" && rootOf(next.expression) === object;
    const leaves = next.type === "ReturnStatement" && (!next.argument || rootOf(next.argument) === object);
    if (!same && !leaves) break;
    end = next.end;
    if (leaves) break;
  }
  return source.text[end] === ";" ? end + 1 : end;
}
function rootOf(expression) {
  const inner = bare(expression);
  if (inner.type === "CallExpression") {
    return memberName(inner.callee) ? rootOf(inner.callee) : null;
  }
  if (inner.type === "MemberExpression") return rootOf(inner.object);
  if (inner.type === "AssignmentExpression") return rootOf(inner.left);
  if (inner.type === "AwaitExpression") return rootOf(inner.argument);
  return identifierName(inner);
}
function messageIn(source, range) {
  const texts = source.of("Literal", "TemplateLiteral").filter(({ node }) => {
    if (!within2(node, range)) return false;
    return node.type === "TemplateLiteral" || typeof node.value === "string";
  });
  const keyed = texts.find(
    ({ parent, key }) => is(parent, "Property") && key === "value" && MESSAGE_KEY.test(identifierName(parent.node.key) ?? "")
  );
  const argument = texts.find(
    ({ parent, key, node }) => key === "arguments" && is(parent, "CallExpression", "NewExpression") && /\s/.test(source.slice(node))
  );
  return (keyed ?? argument)?.node ?? null;
}
function bodyIn(source, range) {
  const found2 = source.of("ObjectExpression").find(
    ({ node, key, parent }) => within2(node, range) && key === "arguments" && is(parent, "CallExpression")
  );
  return found2?.node ?? null;
}
function isBig(node) {
  return /Function|Statement$/.test(node.type) && !/^(Expression|Return|Throw)Statement$/.test(node.type);
}
function within2(node, range) {
  return node.start >= range.start && node.end <= range.end;
}
function quoted2(like, text) {
  const quote2 = like.startsWith('"') ? '"' : "'";
  return quote2 + text.replaceAll("\\", "\\\\").replaceAll(quote2, `\\${quote2}`) + quote2;
}
function replaced(text, range, edits) {
  let result = "";
  let at3 = range.start;
  for (const [node, put] of edits.sort(([a], [b]) => a.start - b.start)) {
    result += text.slice(at3, node.start) + put;
    at3 = node.end;
  }
  return result + text.slice(at3, range.end);
}

// repair/refusals/at-place.ts
function answersAt(input, place, wanted) {
  const refusals = refusalsVisible(input, place);
  return wanted.flatMap(({ status, message }, index) => {
    const found2 = /* @__PURE__ */ new Map();
    const add = (text, weight) => {
      if (!found2.has(text)) found2.set(text, weight * 0.9 ** index);
    };
    const same = refusals.find((refusal2) => refusal2.status === status);
    if (same) add(same.write(status, same.message), isAround(same, place) ? 1.1 : 1);
    for (const refusal2 of refusals.slice(0, 2)) {
      add(refusal2.write(status, message), refusal2.status >= 400 ? 0.95 : 0.8);
    }
    for (const name of mappedErrors(input.source, status)) add(`throw new ${name}(${quote(message)});`, 0.9);
    if (refusals.length === 0) {
      const text = byFramework(input.source, place, status, message);
      if (text) add(text, 0.7);
    }
    return [...found2].map(([text, weight]) => ({ text, status, weight }));
  });
}
function refusalsVisible({ source, scopes }, place) {
  const visible = new Set(scopes.visible(place).map(({ name }) => name));
  const owners = new Set([place, ...ancestors(place)].map((at3) => at3.node));
  const rank = (refusal2) => {
    const owner = functionAround(refusal2.place);
    return (refusal2.status >= 400 ? 2 : 0) + (owner && owners.has(owner.node) ? 1 : 0);
  };
  return findRefusals(source, scopes).filter((refusal2) => refusal2.names.length > 0 && refusal2.names.every((name) => visible.has(name))).sort((a, b) => rank(b) - rank(a));
}
function isAround(refusal2, place) {
  const owner = functionAround(refusal2.place)?.node;
  return [...ancestors(place)].some(({ node }) => node === owner);
}
function byFramework(source, place, status, message) {
  const body = `{ error: ${quote(message)} }`;
  for (const at3 of [place, ...ancestors(place)]) {
    const params = "params" in at3.node && Array.isArray(at3.node.params) ? at3.node.params : [];
    const names2 = params.map((parameter) => identifierName(parameter));
    for (const name of names2) {
      if (name === "res" || name === "response") {
        return /\.(status|json)\(|express/.test(source.text) ? `return ${name}.status(${status}).json(${body});` : `${name}.writeHead(${status}, { 'content-type': 'application/json' });
${name}.end(JSON.stringify(${body}));
return;`;
      }
      if (name === "reply") return `return reply.code(${status}).send(${body});`;
      if (name === "c" || name === "context" && /hono/.test(source.text)) {
        return `return ${name}.json(${body}, ${status});`;
      }
      if (name === "ctx") return `ctx.status = ${status};
ctx.body = ${body};
return;`;
    }
  }
  return null;
}
function quote(text) {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

// repair/templates/helpers/promising.ts
var METHOD = /([\w$]+)\??\s*(?:<[^<>]*>)?\((?:[^()]|\([^()]*\))*\)\s*:\s*Promise</g;
var TYPED = /([\w$]+)\??\s*:\s*(?:<[^<>]*>)?\((?:[^()]|\([^()]*\))*\)\s*=>\s*Promise</g;
var ALIAS = /type\s+([\w$]+)(?:<[^=]*>)?\s*=\s*\((?:[^()]|\([^()]*\))*\)\s*=>\s*Promise</g;
function promisingNames(sources) {
  const names2 = /* @__PURE__ */ new Set();
  const aliases = [];
  const all = (pattern, text) => [...text.matchAll(pattern)].map((match) => match[1] ?? "");
  for (const source of sources) {
    for (const place of source.places) {
      if (isFunction(place.node) && place.node.async)
        names2.add(functionName(place) ?? "");
    }
    for (const { node } of source.of("AwaitExpression")) names2.add(calleeName(bare(node.argument)) ?? "");
    for (const name of [...all(METHOD, source.text), ...all(TYPED, source.text)]) names2.add(name);
    aliases.push(...all(ALIAS, source.text));
  }
  for (const alias of aliases) {
    const given = new RegExp(`([\\w$]+)\\??\\s*:\\s*${alias}\\b`, "g");
    for (const source of sources) for (const name of all(given, source.text)) names2.add(name);
  }
  names2.delete("");
  return names2;
}

// repair/templates/helpers/lists.ts
function statementLists(source) {
  return source.of("BlockStatement").map((place) => ({ place, statements: place.node.body }));
}
function insertBefore(source, statement, text) {
  const indent = indentAt(source.text, statement.start);
  return [{ start: statement.start, end: statement.start, text: `${text}
${indent}` }];
}
function insertAfter(source, statement, text) {
  const indent = indentAt(source.text, statement.start);
  return [{ start: statement.end, end: statement.end, text: `
${indent}${text}` }];
}
function removeStatement(source, statement) {
  let start = statement.start;
  while (start > 0 && /[ \t]/.test(source.text[start - 1] ?? "")) start--;
  if (source.text[start - 1] === "\n") start--;
  else start = statement.start;
  return { start, end: statement.end, text: "" };
}

// repair/templates/helpers/statements.ts
function wrapStatements(source, range, before, after) {
  const indent = indentAt(source.text, range.start);
  const lines = (list) => list.map((line) => indent + line).join("\n");
  const deeper = "  ".repeat(depthOf(before));
  const edits = [
    { start: range.start, end: range.start, text: `${lines(before).trimStart()}
${indent}${deeper}` }
  ];
  const inTemplate = source.of("TemplateLiteral").map(({ node }) => node).filter((node) => source.slice(node).includes("\n"));
  for (let at3 = source.text.indexOf("\n", range.start); at3 !== -1 && at3 < range.end; at3 = source.text.indexOf("\n", at3 + 1)) {
    const start = at3 + 1;
    const blank = source.text[start] === "\n";
    if (blank || inTemplate.some((node) => start > node.start && start < node.end)) continue;
    edits.push({ start, end: start, text: deeper });
  }
  edits.push({ start: range.end, end: range.end, text: `
${lines(after)}` });
  return edits;
}
function withWhatNeedsIt({ node, parent }) {
  const list = parent?.node?.body ?? [];
  const last = node.type === "VariableDeclaration" ? list.at(-1) ?? node : node;
  return { start: node.start, end: last.end };
}
function guard(source, { start }, test, answer) {
  const lines = answer.split("\n");
  const indent = indentAt(source.text, start);
  const block = lines.map((line) => `${indent}  ${line}`).join("\n");
  const text = lines.length === 1 ? `if (${test}) ${answer}` : `if (${test}) {
${block}
${indent}}`;
  return insertBefore(source, { start }, text);
}
function depthOf(lines) {
  return lines.filter((line) => line.endsWith("{")).length;
}
function freshName(source, wanted, inside3 = source.program) {
  const taken = new Set(
    source.of("Identifier").filter((place) => !isKey(place) && place.node.start >= inside3.start && place.node.end <= inside3.end).map(({ node }) => node.name)
  );
  for (let number2 = 1; ; number2++) {
    const name = number2 === 1 ? wanted : `${wanted}${number2}`;
    if (!taken.has(name)) return name;
  }
}
function isKey({ parent, key }) {
  const { node } = parent ?? {};
  if (node?.type === "Property") return key === "key" && !node.computed && !node.shorthand;
  return node?.type === "MemberExpression" && key === "property" && !node.computed;
}

// repair/templates/answer-error.ts
var UNWAITED = /^(createServer|on|once|addListener|get|post|put|patch|delete|all|use|route|setTimeout|setInterval)$/;
var answerError = {
  name: "answer-error",
  answers: ["uncaught", "hang", "exception", "absent_value", "answered_twice"],
  *propose(input) {
    const sure = input.clues.has("uncaught") ? 1 : 0.3;
    for (const suggestion3 of [...rethrown(input), ...unwaitedCalls(input), ...handlers(input)]) {
      yield { ...suggestion3, prior: suggestion3.prior * sure };
    }
  }
};
function* rethrown(input) {
  const { source } = input;
  for (const { node } of source.of("CatchClause")) {
    const last = node.body.body.at(-1);
    if (last?.type !== "ThrowStatement") continue;
    for (const text of answers500(input, source.placeOf(last), node)) {
      const indent = indentAt(source.text, last.start);
      yield {
        edits: [replaceNode(last, text.replaceAll("\n", `
${indent}`))],
        rationale: "Nobody catches what is thrown here, so the caller waits and the process ends; answer the request.",
        prior: 0.85,
        at: last
      };
    }
  }
}
function* unwaitedCalls(input) {
  const { source } = input;
  const promising = promisingNames([source]);
  for (const place of source.of("CallExpression")) {
    const name = identifierName(place.node.callee);
    if (!name || !promising.has(name) || is(place.parent, "AwaitExpression", "MemberExpression")) continue;
    const error = "error";
    for (const text of answers500(input, place, null)) {
      const indent = indentAt(source.text, place.node.start);
      const lines = [`console.error(${error});`, ...text.split("\n")].map((line) => `${indent}  ${line}`);
      yield {
        edits: [
          {
            start: place.node.end,
            end: place.node.end,
            text: `.catch((${error}) => {
${lines.join("\n")}
${indent}})`
          }
        ],
        rationale: `Nobody waits for "${name}", so an error in it ends the process; answer the request.`,
        prior: 0.75,
        at: place.node
      };
    }
  }
}
function* handlers(input) {
  const { source } = input;
  for (const place of source.places) {
    if (!isFunction(place.node) || !place.node.async || place.node.body?.type !== "BlockStatement") continue;
    const handed = is(place.parent, "CallExpression") && UNWAITED.test(calleeName(place.parent.node) ?? "");
    const named = functionName(place);
    if (!handed && !named) continue;
    const statements2 = place.node.body.body;
    const [first, last] = [statements2[0], statements2.at(-1)];
    if (!first || !last || statements2.some(({ type }) => type === "TryStatement")) continue;
    const error = freshName(source, "error", place.node);
    const parameters = place.node.params.map((one) => identifierName(one));
    const next = parameters[2] ?? null;
    const texts = [
      ...next && /next|done/.test(next) ? [`${next}(${error});`] : [],
      ...answers500(input, source.placeOf(first), null)
    ];
    for (const text of texts) {
      yield {
        edits: wrapStatements(
          source,
          { start: first.start, end: last.end },
          ["try {"],
          [
            `} catch (${error}) {`,
            ...text.startsWith(`${next}(`) ? [] : [`  console.error(${error});`],
            ...text.split("\n").map((line) => `  ${line}`),
            "}"
          ]
        ),
        rationale: "Nobody catches an error of this handler, so the caller waits and the process ends; answer the request.",
        prior: handed ? 0.7 : 0.35,
        at: first
      };
    }
  }
}
function answers500(input, place, around2) {
  const logged = around2 ? loggedIn(input, around2) : null;
  const message = logged ?? "internal error";
  const answers2 = answersAt(input, place, [{ status: 500, message }]);
  return [...new Set(answers2.map(({ text }) => text))].filter((text) => !text.startsWith("throw")).slice(0, 3);
}
function loggedIn({ source }, around2) {
  for (const { node } of source.of("CallExpression")) {
    if (node.start < around2.start || node.end > around2.end) continue;
    const text = node.arguments.map((one) => stringValue(one)).find((one) => one !== null && /\S/.test(one));
    if (text && /^(error|warn|log|fatal)$/.test(calleeName(node) ?? "")) return text.replace(/[:\s]+$/, "");
  }
  return null;
}

// repair/templates/helpers/answering.ts
var RESPONSES = /* @__PURE__ */ new Set(["res", "response", "reply", "ctx", "c"]);
var ANSWERS = /\.(json|send|sendStatus|end|redirect|render|sendFile)\s*\(/;
function answers(source, expression, answering) {
  const inner = bare(expression);
  const call = inner.type === "AwaitExpression" ? bare(inner.argument) : inner;
  if (call.type !== "CallExpression") return false;
  const text = source.slice(call);
  const root = /^[\w$]+/.exec(text)?.[0] ?? "";
  if (RESPONSES.has(root)) return ANSWERS.test(text);
  const name = identifierName(call.callee);
  const handed = responseIn(call.arguments) !== null;
  return handed && name !== null && answering.has(name);
}
function answeringFunctions(source) {
  const found2 = /* @__PURE__ */ new Set();
  for (let grew = true; grew; ) {
    grew = false;
    for (const place of source.of("CallExpression")) {
      const text = source.slice(place.node);
      const root = /^[\w$]+/.exec(text)?.[0] ?? "";
      const called = identifierName(place.node.callee) ?? "";
      const direct = RESPONSES.has(root) && ANSWERS.test(text);
      const through = found2.has(called) && responseIn(place.node.arguments) !== null;
      const owner = direct || through ? functionAround(place) : null;
      const name = owner ? functionName(owner) : null;
      if (name && !found2.has(name)) {
        found2.add(name);
        grew = true;
      }
    }
  }
  return found2;
}
function responseIn(list) {
  return list.map((one) => identifierName(one)).find((name) => name !== null && RESPONSES.has(name)) ?? null;
}

// repair/templates/answer-once.ts
var answerOnce = {
  name: "answer-once",
  answers: ["answered_twice", "uncaught", "wrong_result", "exception"],
  *propose(input) {
    const answering = answeringFunctions(input.source);
    const sure = input.clues.has("answered_twice");
    for (const suggestion3 of [...returns(input, answering), ...afterHelper(input, answering)]) {
      yield sure ? suggestion3 : { ...suggestion3, prior: suggestion3.prior * 0.25 };
    }
  }
};
function* returns({ source }, answering) {
  for (const place of source.of("ExpressionStatement")) {
    const { node } = place;
    if (!answers(source, node.expression, answering) || isLastOfFunction(place)) continue;
    const rationale = `"${brief(source.slice(node))}" answers the request; the function ends there.`;
    yield {
      edits: [{ start: node.start, end: node.start, text: "return " }],
      rationale,
      prior: 0.8,
      at: node
    };
    const guarded = is(place.parent, "IfStatement");
    yield {
      edits: guarded ? [
        { start: node.start, end: node.start, text: "{ " },
        { start: node.end, end: node.end, text: " return; }" }
      ] : insertAfter(source, node, "return;"),
      rationale,
      prior: 0.6,
      at: node
    };
  }
}
function* afterHelper({ source, scopes }, answering) {
  for (const place of source.of("CallExpression")) {
    const name = identifierName(place.node.callee);
    if (!name || !answering.has(name)) continue;
    const response = responseIn(place.node.arguments);
    const statement = [place, ...ancestors(place)].find((at3) => isListed(at3));
    const owner = functionAround(place);
    if (!response || !statement || !owner || statement.node.start < owner.node.start) continue;
    if (is(statement, "ReturnStatement")) continue;
    const add = (condition, prior) => ({
      edits: insertAfter(source, statement.node, `if (${condition}) return;`),
      rationale: `"${name}" may have answered the request already; nothing more is done then.`,
      prior,
      at: place.node
    });
    if (is(statement, "VariableDeclaration")) {
      const [declared] = statement.node.declarations;
      const held = declared ? identifierName(declared.id) : null;
      const kind = held ? scopes.binding(statement, held)?.kind ?? "unknown" : "unknown";
      if (held) {
        yield add(`${held} === undefined`, 0.9);
        yield add(kind === "boolean" ? `!${held}` : `${held} == null`, 0.85);
        yield add(`!${held}`, 0.7);
      }
    } else if (is(statement, "ExpressionStatement")) {
      const indent = indentAt(source.text, statement.node.start);
      const call = source.slice(statement.node.expression);
      yield {
        edits: [
          {
            start: statement.node.start,
            end: statement.node.end,
            text: `if (!(${call})) return;`.replace("\n", `
${indent}`)
          }
        ],
        rationale: `"${name}" may have answered the request already; nothing more is done then.`,
        prior: 0.4,
        at: place.node
      };
    }
    if (response === "reply") yield add("reply.sent", 0.6);
    else if (response.startsWith("res"))
      yield add(`${response}.headersSent || ${response}.writableEnded`, 0.6);
  }
}
function isLastOfFunction(place) {
  const list = place.parent?.node;
  if (list?.type !== "BlockStatement") return false;
  const holder = place.parent?.parent?.node.type ?? "";
  return list.body.at(-1) === place.node && holder.includes("Function");
}

// repair/templates/answer-upstream.ts
var answerUpstream = {
  name: "answer-upstream",
  answers: ["bad_payload", "upstream_failure", "exception", "connection", "client_timeout", "hang"],
  *propose(input) {
    const { source } = input;
    const asking = new Set(
      [...functionsCalling(source, isHttpCall).keys()].map((place) => functionName(place))
    );
    for (const place of source.of("CallExpression")) {
      const name = identifierName(place.node.callee);
      const through = name !== null && asking.has(name) && is(place.parent, "AwaitExpression");
      const asks = isHttpCall(place.node) || through;
      const statement = asks ? statementInFunction(place) : null;
      if (!statement || insideTry(statement)) continue;
      yield* answered(input, place, statement);
    }
  }
};
function* answered(input, call, statement) {
  const { source } = input;
  const late = answersAt(input, statement, [{ status: 504, message: "the upstream is late" }])[0];
  const broken = answersAt(input, statement, [{ status: 502, message: "the upstream failed" }])[0];
  if (!broken || !late) return;
  const error = freshName(source, "error", functionAround(statement)?.node);
  const name = source.path.endsWith("ts") ? `(${error} as Error).name` : `${error}.name`;
  const block = (text) => text.split("\n").map((line) => `    ${line}`);
  const edits = wrapStatements(
    source,
    withWhatNeedsIt(statement),
    ["try {"],
    [
      `} catch (${error}) {`,
      `  console.error(${error});`,
      `  if (${name} === 'TimeoutError') {`,
      ...block(late.text),
      "  }",
      ...block(broken.text).map((line) => line.slice(2)),
      "}"
    ]
  );
  yield {
    edits,
    rationale: "A failure of the upstream is answered as one: 504 when it was late, else 502.",
    prior: 0.6 * broken.weight,
    at: call.node
  };
}
function insideTry(place) {
  for (let at3 = place; at3 && !at3.node.type.includes("Function"); at3 = at3.parent) {
    if (is(at3.parent, "TryStatement") && at3.key === "block") return true;
  }
  return false;
}

// repair/template.ts
var LOGIC = [
  "wrong_result",
  "exception",
  "hang",
  "overflow",
  "absent_value",
  "unknown_name",
  "unawaited"
];

// repair/templates/apply-helper.ts
var COMMON = /^(Number|String|encodeURIComponent|decodeURIComponent|parseInt|parseFloat|structuredClone)$/;
var applyHelper = {
  name: "apply-helper",
  answers: LOGIC,
  *propose({ source, scopes }) {
    const helpers = helpersOf(source);
    const methods = methodsOf(source);
    for (const place of source.of("Identifier", "MemberExpression")) {
      const { node, parent, key } = place;
      const slot = slotWeight(place);
      if (slot === 0 || !isPure(node) || ["function", "map", "set"].includes(scopes.kind(node))) continue;
      if (parent?.node.type === "CallExpression" && helpers.has(identifierName(parent.node.callee) ?? ""))
        continue;
      const text = source.slice(node);
      const suggest2 = (to, prior) => ({
        edits: [replaceNode(node, to)],
        rationale: shouldBe(text, to),
        prior: prior * slot,
        at: node
      });
      for (const [name, uses2] of helpers) {
        if (insideOf(place, name) || !scopes.visible(place).some((each) => each.name === name && key !== "callee") && !COMMON.test(name))
          continue;
        yield suggest2(`${name}(${text})`, uses2 > 1 ? 0.34 : 0.26);
      }
      if (scopes.kind(node) === "number") continue;
      for (const method of methods) {
        yield suggest2(`${text}.${method}()`, isHeldAgainst(place, method) ? 0.5 : 0.16);
      }
    }
  }
};
function helpersOf(source) {
  const own = new Set(
    source.places.flatMap(
      (place) => isFunction(place.node) && place.node.params.length === 1 && !place.node.async ? functionName(place) ?? [] : []
    )
  );
  for (const { node } of source.of("ImportSpecifier")) own.add(node.local.name);
  const used = /* @__PURE__ */ new Map();
  for (const { node, parent } of source.of("CallExpression")) {
    const name = identifierName(node.callee) ?? "";
    if (node.arguments.length !== 1 || parent?.node.type === "ExpressionStatement") continue;
    if (parent?.node.type === "AwaitExpression" || !(own.has(name) || COMMON.test(name))) continue;
    used.set(name, (used.get(name) ?? 0) + 1);
  }
  return used;
}
function methodsOf(source) {
  return ["toLowerCase", "toUpperCase", "trim"].filter((name) => source.text.includes(`.${name}()`));
}
function slotWeight({ parent, key }) {
  switch (parent?.node.type) {
    case "TemplateLiteral":
      return 1.2;
    case "CallExpression":
      return key === "arguments" ? 0.8 : 0;
    case "BinaryExpression":
    case "ReturnStatement":
      return 0.7;
    case "VariableDeclarator":
      return key === "init" ? 0.6 : 0;
    case "Property":
      return key === "value" && !parent.node.shorthand && parent.parent?.node.type === "ObjectExpression" ? 0.7 : 0;
    case "AssignmentExpression":
      return key === "right" ? 0.7 : 0;
    case "MemberExpression":
      return key === "property" && parent.node.computed ? 0.8 : 0;
    default:
      return 0;
  }
}
function isHeldAgainst({ parent, key }, method) {
  const node = parent?.node;
  if (node?.type === "BinaryExpression")
    return calleeName(key === "left" ? node.right : node.left) === method;
  return node?.type === "CallExpression" && node.callee.type === "MemberExpression" && calleeName(node.callee.object) === method;
}
function insideOf(place, name) {
  for (let at3 = place.parent; at3; at3 = at3.parent) {
    if (isFunction(at3.node) && functionName(at3) === name) return true;
  }
  return false;
}

// repair/templates/helpers/failing-sql.ts
function failingSql({ sql, evidence }, sqlstates) {
  const seen = [
    ...evidence.failures.map((failure) => ({ text: failure.statement, sqlstate: failure.sqlstate })),
    ...evidence.observations.statements
  ].flatMap(({ text, sqlstate }) => text && sqlstate && sqlstates.includes(sqlstate) ? [text] : []);
  const matching = sql.filter((text) => seen.some((statement) => text.matches(statement)));
  if (matching.length) return matching.map((text) => ({ text, weight: 1 }));
  return sql.map((text) => ({ text, weight: 0.6 }));
}

// repair/templates/helpers/queries.ts
function failingQueries(input, sqlstates) {
  const { source, evidence } = input;
  const states = [
    ...evidence.failures.map(({ sqlstate }) => sqlstate),
    ...evidence.observations.statements.map(({ sqlstate }) => sqlstate)
  ].filter((state) => state !== null && sqlstates.test(state));
  const failing = failingSql(input, [...new Set(states)]);
  return source.of("CallExpression").flatMap((call) => {
    if (!isQueryCall(call.node)) return [];
    const [first, second] = call.node.arguments;
    if (!first) return [];
    const inside3 = failing.find(({ text }) => {
      const { node } = text.place;
      return node.start >= call.node.start && node.end <= call.node.end;
    });
    const config = bare(first);
    const values = config.type === "ObjectExpression" ? propertyOf(config, "values") : second ?? null;
    return [{ call, text: inside3?.text ?? null, values, weight: inside3?.weight ?? 0.5 }];
  });
}
function propertyOf(object, name) {
  for (const property of object.properties) {
    if (property.type === "Property" && identifierName(property.key) === name) return property.value;
  }
  return null;
}
function listedValues({ values, text }) {
  const list = values ? bare(values) : null;
  if (list?.type === "ArrayExpression") {
    const items = list.elements.filter((item) => item !== null);
    return items.every(({ type }) => type !== "SpreadElement") ? items : [];
  }
  return text ? text.holes : [];
}

// repair/templates/bound-array.ts
var STATES = /^(08P01|22P02|42804|42883|42P18|22...)$/;
var boundArray = {
  name: "bound-array",
  answers: ["bound_value", "sql_name", "wrong_result", "unknown_name", "exception"],
  *propose(input) {
    const sure = input.clues.has("bound_value") || input.clues.has("sql_name");
    for (const query of failingQueries(input, STATES)) {
      for (const suggestion3 of [
        ...lists(input, query),
        ...comparisons(input, query),
        ...counts(input, query)
      ]) {
        yield { ...suggestion3, prior: suggestion3.prior * query.weight * (sure ? 1 : 0.3) };
      }
    }
  }
};
function* lists({ source, scopes }, { values }) {
  if (!values) return;
  const list = bare(values);
  if (list.type === "ArrayExpression") {
    for (const item of list.elements) {
      if (!item) continue;
      const kind = scopes.kind(item);
      const spread = item.type === "SpreadElement";
      if (list.elements.length === 1 && !spread && (kind === "array" || kind === "unknown")) {
        const text = source.slice(item);
        yield replace(source.slice(values), text, values, kind === "array" ? 0.95 : 0.4);
      }
      const inner = bare(item);
      if (inner.type === "ArrayExpression" && inner.elements.length === 1 && inner.elements[0]) {
        yield replace(source.slice(item), source.slice(inner.elements[0]), item, 0.8);
      }
      if (!spread && kind === "array" && list.elements.length > 1) {
        yield replace(source.slice(item), `...${source.slice(item)}`, item, 0.5);
      }
    }
  } else if (scopes.kind(values) !== "array" && list.type !== "CallExpression") {
    yield replace(source.slice(values), `[${source.slice(values)}]`, values, 0.7);
  }
}
function* comparisons({ source, scopes }, query) {
  const { text } = query;
  if (!text) return;
  const values = listedValues(query);
  const one = /(=|<>|!=)\s*\$(\d+)|\b(?:(not)\s+)?in\s*\(\s*\$(\d+)\s*\)/gi;
  for (const match of text.sql.matchAll(one)) {
    const node = values[Number(match[2] ?? match[4]) - 1];
    const place = `$${match[2] ?? match[4]}`;
    const kind = node ? scopes.kind(node) : "unknown";
    if (node && kind !== "array" && kind !== "unknown") continue;
    const negated = match[3] !== void 0 || match[1] !== void 0 && match[1] !== "=";
    const wanted = negated ? `<> ALL(${place})` : `= ANY(${place})`;
    const edit = text.edit(match.index, match.index + match[0].length, wanted);
    if (!edit) continue;
    yield {
      edits: [edit],
      rationale: `"${brief(match[0])}" compares with one value, and a list is bound; use "${wanted}".`,
      prior: kind === "array" ? 0.9 : 0.35,
      at: node ?? text.place.node
    };
  }
  for (const match of text.sql.matchAll(/\b(any|all)\s*\(\s*\$(\d+)/gi)) {
    const node = values[Number(match[2]) - 1];
    const kind = node ? scopes.kind(node) : "unknown";
    if (!node || kind === "array") continue;
    const value = source.slice(node);
    yield replace(value, `[${value}]`, node, 0.7);
    yield replace(value, `[].concat(${value})`, node, 0.3);
    if (kind === "string" || kind === "unknown") yield replace(value, `${value}.split(',')`, node, 0.4);
  }
}
function* counts({ source, scopes, evidence }, query) {
  const list = query.values ? bare(query.values) : null;
  const messages = evidence.failures.map(({ message, output }) => `${message}
${output}`).join("\n");
  const told2 = /supplies (\d+) parameters?, but .{0,80}? requires (\d+)/.exec(messages);
  if (list?.type !== "ArrayExpression" || !told2) return;
  const [given, wanted] = [Number(told2[1]), Number(told2[2])];
  const items = list.elements.filter((item) => item !== null);
  if (items.length !== given) return;
  if (given === wanted + 1) {
    for (const [index, item] of items.entries()) {
      const rest = items.filter((_, at3) => at3 !== index).map((other) => source.slice(other));
      yield replace(source.slice(list), `[${rest.join(", ")}]`, item, index === given - 1 ? 0.6 : 0.4, list);
    }
  }
  if (given + 1 !== wanted) return;
  const used = new Set(items.map((item) => source.slice(item)));
  const near = scopes.visible(query.call).filter(({ how, kind, name }) => how !== "import" && kind !== "function" && !used.has(name)).slice(0, 6);
  for (const [index, { name }] of near.entries()) {
    for (let at3 = items.length; at3 >= 0; at3--) {
      const texts = items.map((item) => source.slice(item));
      texts.splice(at3, 0, name);
      const prior = (at3 === items.length ? 0.5 : 0.25) * 0.85 ** index;
      yield replace(source.slice(list), `[${texts.join(", ")}]`, list, prior);
    }
  }
}
function replace(before, after, at3, prior, whole = at3) {
  return { edits: [replaceNode(whole, after)], rationale: shouldBe(before, after), prior, at: at3 };
}

// repair/templates/bound-limit.ts
var STATES2 = /^(2201[WX]|22P02|22003|42601)$/;
var MEMBERS = /* @__PURE__ */ new Map([
  ["limit", "limit"],
  ["take", "limit"],
  ["offset", "offset"],
  ["skip", "offset"]
]);
var boundLimit = {
  name: "bound-limit",
  answers: ["bound_value"],
  *propose(input) {
    const { source } = input;
    const found2 = [...bounded(input)];
    const single = found2.flatMap(
      ({ node, role, weight }) => least(role).map((floor, index) => ({ node, floor, weight: weight * 0.9 ** index }))
    );
    const clamp = ({ node, floor }) => replaceNode(node, clamped(source.slice(node), floor));
    const firsts = found2.map(({ node, role }) => ({ node, floor: least(role)[0] }));
    if (firsts.length > 1) {
      const edits = firsts.map(clamp).reduce((all, edit) => all && mergeEdits(all, [edit]), []);
      if (edits) {
        yield {
          edits,
          rationale: "The database takes no negative LIMIT or OFFSET; keep both within their bounds.",
          prior: 0.95 * (found2[0]?.weight ?? 1),
          at: firsts[0].node
        };
      }
    }
    for (const { node, floor, weight } of single) {
      yield {
        edits: [clamp({ node, floor })],
        rationale: `"${brief(source.slice(node))}" may be below ${floor}, which the database refuses; use at least ${floor}.`,
        prior: 0.85 * weight,
        at: node
      };
    }
  }
};
function least(role) {
  return role === "limit" ? [1, 0] : [0];
}
function clamped(text, floor) {
  const upper = /^Math\.min\(([^,()]+),\s*([^,()]+)\)$/.exec(text);
  if (!upper) return `Math.max(${text}, ${floor})`;
  const [, first = "", second = ""] = upper;
  return /^[\d_]+$/.test(first.trim()) ? `Math.min(${first}, Math.max(${second}, ${floor}))` : `Math.min(Math.max(${first}, ${floor}), ${second})`;
}
function* bounded(input) {
  const { source } = input;
  for (const query of failingQueries(input, STATES2)) {
    const values = listedValues(query);
    for (const match of (query.text?.sql ?? "").matchAll(
      /\b(limit|offset|fetch\s+(?:first|next))\s+\$(\d+)/gi
    )) {
      const node = values[Number(match[2]) - 1];
      const role = /offset/i.test(match[1] ?? "") ? "offset" : "limit";
      if (node && numberValue(node) === null) yield { node, role, weight: query.weight };
    }
  }
  for (const { node } of source.of("CallExpression")) {
    const role = MEMBERS.get(calleeName(node) ?? "");
    const [value] = node.arguments;
    const isMember = bare(node.callee).type === "MemberExpression";
    if (role && value && isMember && numberValue(value) === null) {
      yield { node: value, role, weight: 0.8 };
    }
  }
}

// repair/text-distance.ts
function textDistance(a, b) {
  let before = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(at2(last, j) + 1, at2(row, j - 1) + 1, at2(last, j - 1) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, at2(before, j - 2) + 1);
      }
      row.push(cost);
    }
    before = last;
    last = row;
  }
  return at2(last, b.length);
}
function at2(row, index) {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
function nameSimilarity(a, b) {
  const [left, right] = [a.toLowerCase(), b.toLowerCase()];
  if (left === right) return 1;
  const spelling = 1 - textDistance(left, right) / Math.max(left.length, right.length);
  const words2 = (name) => new Set(name.split(/_|(?<=[a-z\d])(?=[A-Z])/).map((word) => word.toLowerCase().replace(/s$/, "")));
  const [first, second] = [words2(a), words2(b)];
  const common = [...first].filter((word) => second.has(word)).length;
  return Math.max(spelling, 0.9 * common / Math.max(first.size, second.size));
}

// repair/templates/cache-key.ts
var WRITES = /^(set|setex|psetex|put|store|hset|add)$/i;
var READS = /^(get|has|hget|exists|fetch)$/i;
var DELETES = /^(del|delete|unlink|evict|invalidate|remove|hdel|expire)$/i;
var cacheKey = {
  name: "cache-key",
  answers: ["wrong_result"],
  *propose({ source, others }) {
    const own = uses(source);
    const all = [source, ...others].flatMap(uses);
    for (const use of own) {
      for (const other of all) {
        const wanted = other.key;
        const differs = use.role !== other.role && use.key !== wanted && use.object === other.object;
        if (!differs) continue;
        const near = nameSimilarity(use.key, wanted);
        if (near < 0.4) continue;
        const text = withHoles(wanted, other.holes, use.holes);
        if (!text || text === use.key) continue;
        yield {
          edits: [replaceNode(use.node, text)],
          rationale: shouldBe(use.key, text),
          prior: (use.role === "delete" ? 0.75 : 0.5) * (0.5 + 0.5 * near),
          at: use.node
        };
      }
    }
  }
};
function uses(source) {
  return source.of("CallExpression").flatMap(({ node }) => {
    const callee = bare(node.callee);
    const name = memberName(callee);
    const [key] = node.arguments;
    if (callee.type !== "MemberExpression" || !name || !key) return [];
    const role = WRITES.test(name) ? "write" : READS.test(name) ? "read" : DELETES.test(name) ? "delete" : null;
    if (!role || !/^(Template)?Literal$|^BinaryExpression$/.test(bare(key).type)) return [];
    return [
      {
        object: source.slice(callee.object),
        role,
        node: key,
        key: source.slice(key),
        holes: holesOf(source, key)
      }
    ];
  });
}
function holesOf(source, key) {
  const inner = bare(key);
  if (inner.type === "TemplateLiteral") return inner.expressions.map((one) => source.slice(one));
  if (inner.type !== "BinaryExpression") return [];
  return [inner.left, inner.right].flatMap(
    (side) => bare(side).type === "Literal" ? [] : bare(side).type === "BinaryExpression" ? holesOf(source, side) : [source.slice(side)]
  );
}
function withHoles(key, theirs, ours) {
  if (theirs.length !== ours.length) return null;
  return theirs.reduce((text, hole, index) => text.replace(hole, () => ours[index]), key);
}

// repair/templates/callback-context.ts
var callbackContext = {
  name: "callback-context",
  answers: LOGIC,
  *propose({ source, clues }) {
    const fit = clues.has("absent_value") ? 1.2 : 0.7;
    for (const place of source.of("FunctionExpression")) {
      const { node, parent, key } = place;
      if (key !== "arguments" || node.generator || parent?.node.type !== "CallExpression" || !/\bthis\b/.test(source.slice(node)))
        continue;
      const [first, last] = [node.params[0], node.params.at(-1)];
      const parameters = first && last ? source.slice({ start: first.start, end: last.end }) : "";
      const arrow = `${node.async ? "async " : ""}(${parameters}) => ${node.body ? source.slice(node.body) : "{}"}`;
      yield {
        edits: [replaceNode(node, arrow)],
        rationale: '"this" must be that of the enclosing function; use an arrow function.',
        prior: 0.7 * fit,
        at: node
      };
    }
    for (const { node, key } of source.of("MemberExpression")) {
      if (key !== "arguments" || node.object.type !== "ThisExpression" || !memberName(node)) continue;
      const declared = source.of("MethodDefinition").some(
        ({ node: method }) => isFunction(method.value) && method.key.type === "Identifier" && method.key.name === memberName(node)
      );
      if (!declared) continue;
      yield {
        edits: [{ start: node.end, end: node.end, text: ".bind(this)" }],
        rationale: `"${memberName(node)}" loses its object when it is passed; bind it.`,
        prior: 0.7 * fit,
        at: node
      };
    }
    for (const { node, parent, key } of source.of("Identifier")) {
      const method = source.of("MethodDefinition").some(({ node: other }) => other.key.type === "Identifier" && other.key.name === node.name);
      if (!method || parent?.node.type !== "CallExpression" || key !== "callee") continue;
      yield {
        edits: [{ start: node.start, end: node.start, text: "this." }],
        rationale: `"${node.name}" is a method of the object.`,
        prior: 0.8,
        at: node
      };
    }
  }
};

// repair/templates/check-answer.ts
var CAUSES = [
  "bad_payload",
  "upstream_failure",
  "exception",
  "connection",
  "client_timeout",
  "hang"
];
var checkAnswer = {
  name: "check-answer",
  answers: CAUSES,
  *propose(input) {
    for (const response of responses(input)) {
      const checks2 = [...statusChecks(input, response)];
      const bodies = [...bodyChecks(input, response)];
      for (const check of checks2) {
        for (const body of bodies) {
          const edits = mergeEdits(check.edits, body.edits);
          if (edits)
            yield {
              ...check,
              edits,
              rationale: `${check.rationale} ${body.rationale}`,
              prior: check.prior + 0.04
            };
        }
      }
      yield* checks2;
      yield* bodies;
    }
  }
};
function* responses({ source }) {
  for (const place of source.of("VariableDeclaration")) {
    const [declared] = place.node.declarations;
    const name = declared ? identifierName(declared.id) : null;
    const init = declared?.init ? bare(declared.init) : null;
    const call = init?.type === "AwaitExpression" ? bare(init.argument) : null;
    if (name && call && isHttpCall(call)) yield { name, declaration: place };
  }
}
function* statusChecks(input, { name, declaration }) {
  const { source } = input;
  const owner = functionAround(declaration);
  const asked = source.of("MemberExpression").some(
    (place) => identifierName(place.node.object) === name && /^(ok|status)$/.test(memberName(place.node) ?? "") && functionAround(place) === owner
  );
  if (asked) return;
  for (const [index, fail] of waysToFail(input, declaration, name).entries()) {
    yield {
      edits: insertAfter(source, declaration.node, `if (!${name}.ok) ${fail}`),
      rationale: `The status of the answer is not looked at; an answer that is no success is a failure of the upstream.`,
      prior: 0.85 * 0.9 ** index,
      at: declaration.node
    };
  }
}
function* bodyChecks(input, { name }) {
  const { source } = input;
  for (const { node, parent } of source.of("CallExpression")) {
    const callee = bare(node.callee);
    const isBody = memberName(callee) === "json" && callee.type === "MemberExpression" && identifierName(callee.object) === name;
    if (!isBody || memberName(parent?.node ?? node) === "catch") continue;
    const at3 = { start: node.end, end: node.end };
    for (const [index, value] of ["({})", "null"].entries()) {
      yield {
        edits: [{ ...at3, text: `.catch(() => ${value})` }],
        rationale: "A body that is no JSON has none of the values that are asked for.",
        prior: 0.3 - 0.05 * index,
        at: node
      };
    }
    for (const error of [...mappedErrors(source, 502), ...mappedErrors(source, 504)].slice(0, 1)) {
      const text = `.catch(() => {
  throw new ${error}('the answer is no JSON');
})`;
      yield {
        edits: [{ ...at3, text: text.replaceAll("\n", `
${indentAt(source.text, node.start)}`) }],
        rationale: "A body that is no JSON is a failure of the upstream.",
        prior: 0.6,
        at: node
      };
    }
  }
}
function waysToFail(input, place, name) {
  const text = `\`the upstream answered \${${name}.status}\``;
  const errors = mappedErrors(input.source, 502).map((error) => `throw new ${error}(${text});`);
  const own = answersAt(input, place, [{ status: 502, message: "the upstream failed" }]).filter(({ text: answer }) => !answer.startsWith("throw") && !answer.includes("\n")).map(({ text: answer }) => answer);
  return [...errors, ...own, `throw new Error(${text});`];
}

// repair/templates/clone-statement.ts
var cloneStatement = {
  name: "clone-statement",
  answers: LOGIC,
  *propose(input) {
    const { source } = input;
    const ingredients = ingredientsOf(input);
    for (const { place, statements: statements2 } of statementLists(source)) {
      const owner = isFunction(place.parent?.node ?? place.node) ? place.parent : functionAround(place);
      for (const [index, statement] of statements2.entries()) {
        const at3 = source.placeOf(statement);
        const visible = new Set(input.scopes.visible(at3).map(({ name }) => name));
        for (const { text, names: names2, from } of ingredients) {
          const near = functionAround(from) === owner ? 1 : 0.5;
          if (!names2.every((name) => visible.has(name)) || from.node === statement) continue;
          const repeated = [statements2[index - 1], statement, statements2[index + 1]].some(
            (other) => other && source.slice(other) === text
          );
          if (repeated) continue;
          const prior = 0.17 * near * (sameBlock(from, place) ? 0.6 : 1);
          const rationale = `"${brief(text)}" is missing here; it is done elsewhere in the same way.`;
          yield { edits: insertBefore(source, statement, text), rationale, prior, at: statement };
          const ends = ["ReturnStatement", "BreakStatement", "ContinueStatement", "ThrowStatement"].includes(
            statement.type
          );
          if (index === statements2.length - 1 && !ends) {
            yield { edits: insertAfter(source, statement, text), rationale, prior, at: statement };
          }
        }
      }
    }
    yield* clonedWithOtherName(input);
  }
};
function ingredientsOf({ source, scopes }) {
  const found2 = /* @__PURE__ */ new Map();
  for (const place of source.of(
    "ExpressionStatement",
    "ContinueStatement",
    "BreakStatement",
    "ReturnStatement",
    "IfStatement"
  )) {
    const text = source.slice(place.node);
    if (text.length > 90 || found2.has(text) || place.node.type === "BreakStatement" || place.node.type === "ContinueStatement")
      continue;
    if (place.node.type === "IfStatement" && (place.node.alternate || text.includes("\n"))) continue;
    if (!functionAround(place) || /\bawait\b|\byield\b/.test(text)) continue;
    const names2 = source.of("Identifier").filter(({ node }) => node.start >= place.node.start && node.end <= place.node.end).filter((inner) => scopes.binding(inner, inner.node.name)).map(({ node }) => node.name);
    found2.set(text, { text, names: [...new Set(names2)], from: place });
  }
  return [...found2.values()].slice(0, 30);
}
function* clonedWithOtherName({ source, scopes }) {
  for (const place of source.of("ExpressionStatement")) {
    const { expression } = place.node;
    if (expression.type !== "CallExpression" || expression.arguments.length !== 1) continue;
    const [argument] = expression.arguments;
    const name = identifierName(argument);
    if (!argument || !name || !functionAround(place)) continue;
    const kind = scopes.binding(place, name)?.kind ?? "unknown";
    for (const other of scopes.visible(place)) {
      if (other.name === name || other.how === "function" || other.how === "import") continue;
      if (kind !== other.kind && kind !== "unknown" && other.kind !== "unknown") continue;
      const text = source.slice(expression).slice(0, argument.start - expression.start) + other.name + source.slice(expression).slice(argument.end - expression.start);
      yield {
        edits: insertAfter(source, place.node, `${text};`),
        rationale: `"${brief(text)}" is missing beside "${brief(source.slice(expression))}".`,
        prior: 0.14,
        at: place.node
      };
    }
  }
}
function sameBlock(from, block) {
  return [...ancestors(from)][0] === block;
}

// repair/templates/shift-expression.ts
var shiftExpression = {
  name: "shift-expression",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const fit = clues.differences.has("off_by_one") ? 1.3 : 1;
    function* shifted(node, prior) {
      const kind = scopes.kind(node);
      const inner = bare(node);
      if (inner.type === "Literal" || inner.type === "UpdateExpression") return;
      if (kind !== "number" && !(kind === "unknown" && ["Identifier", "CallExpression"].includes(inner.type)))
        return;
      if (inner.type === "BinaryExpression" && [inner.left, inner.right].some(isOne)) return;
      const sure = kind === "number" ? 1 : 0.7;
      for (const operator of ["-", "+"]) {
        const shiftedText = `${operand(source, node)} ${operator} 1`;
        const text = isFactor(source.placeOf(node)) ? `(${shiftedText})` : shiftedText;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: prior * fit * sure,
          at: node
        };
      }
    }
    for (const place of source.of("BinaryExpression")) {
      const { node, parent } = place;
      if (/^[<>]=?$/.test(node.operator)) {
        const loop2 = parent && isLoop(parent.node);
        const length = ["length", "size"].includes(memberName(node.right) ?? "");
        yield* shifted(node.right, loop2 ? length ? 0.46 : 0.42 : 0.26);
        if (!loop2) yield* shifted(node.left, 0.2);
      }
      if ((node.operator === "-" || node.operator === "+") && (isOne(node.right) || isOne(node.left))) {
        const rest = isOne(node.right) ? node.left : node.right;
        const text = source.slice(rest);
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.4 * fit,
          at: node
        };
      }
    }
    for (const { node } of source.of("BinaryExpression")) {
      if (node.operator === "*")
        for (const side of [node.left, node.right]) yield* shifted(side, 0.22);
    }
    for (const { node } of source.of("MemberExpression")) {
      if (node.computed) yield* shifted(node.property, 0.34);
    }
    for (const { node } of source.of("CallExpression")) {
      const month = /^get(UTC)?Month$/.test(memberName(node.callee) ?? "");
      const parent = source.placeOf(node).parent?.node;
      const counted2 = parent?.type === "BinaryExpression" && [parent.left, parent.right].some(isOne);
      if (month && !counted2) {
        const text = `${source.slice(node)} + 1`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.6,
          at: node
        };
      }
    }
    for (const place of source.of("CallExpression")) {
      const recursive = isRecursive(place);
      const cut = ["slice", "substring", "splice", "fill", "at", "charAt", "repeat"].includes(
        memberName(place.node.callee) ?? ""
      );
      for (const argument of place.node.arguments) {
        if (argument.type !== "SpreadElement") yield* shifted(argument, recursive ? 0.42 : cut ? 0.4 : 0.16);
      }
      if (recursive && place.parent?.node.type === "ReturnStatement") yield* shifted(place.node, 0.3);
    }
    for (const { node } of source.of("ReturnStatement"))
      if (node.argument) yield* shifted(node.argument, 0.26);
    for (const { node } of source.of("VariableDeclarator")) if (node.init) yield* shifted(node.init, 0.2);
    for (const { node, parent } of source.of("AssignmentExpression")) {
      if (parent?.node.type === "ExpressionStatement" && node.operator === "=")
        yield* shifted(node.right, 0.3);
    }
  }
};
function isFactor({ parent }) {
  return parent?.node.type === "BinaryExpression" && ["*", "/", "%"].includes(parent.node.operator);
}
function isOne(node) {
  const inner = bare(node);
  return inner.type === "Literal" && inner.value === 1;
}
function isRecursive(place) {
  if (place.node.type !== "CallExpression") return false;
  const name = identifierName(place.node.callee) ?? memberName(place.node.callee);
  for (let owner = functionAround(place); owner; owner = functionAround(owner)) {
    if (name !== null && functionName(owner) === name) return true;
  }
  return false;
}

// repair/templates/combine-assignment.ts
var combineAssignment = {
  name: "combine-assignment",
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const { node, parent } of source.of("AssignmentExpression")) {
      if (node.operator !== "=" || parent?.node.type !== "ExpressionStatement" || !isPure(node.left))
        continue;
      const [left, right] = [source.slice(node.left), source.slice(node.right)];
      const [kind, value] = [scopes.kind(node.left), scopes.kind(node.right)];
      if (![kind, value].every((each) => each === "number" || each === "unknown") || bare(node.right).type === "Literal")
        continue;
      if (right.includes("Math.m") || kind === "unknown" && value === "unknown") continue;
      const least2 = /min|least|low|best|short|dist|cost/i.test(left);
      const most = /max|most|high|best|long|len|great/i.test(left);
      for (const [name, likely] of [
        ["max", most],
        ["min", least2]
      ]) {
        const text = `Math.${name}(${left}, ${right})`;
        yield {
          edits: [replaceNode(node.right, text)],
          rationale: shouldBe(source.slice(node), `${left} = ${text}`),
          prior: likely ? 0.36 : 0.17,
          at: node
        };
      }
    }
    for (const place of source.of("CallExpression")) {
      if (!isRecursive(place) || place.parent?.node.type !== "ReturnStatement") continue;
      for (const binding of scopes.visible(place).slice(0, 5)) {
        if (binding.kind !== "number" || binding.how === "function") continue;
        for (const operator of ["+", "-", "*"]) {
          const text = `${binding.name} ${operator} ${source.slice(place.node)}`;
          yield {
            edits: [replaceNode(place.node, text)],
            rationale: shouldBe(source.slice(place.node), text),
            prior: 0.1,
            at: place.node
          };
        }
      }
    }
    for (const place of source.of("CallExpression", "MemberExpression")) {
      const recursive = place.node.type === "CallExpression" && isRecursive(place);
      const slots = place.node.type === "CallExpression" ? recursive ? place.node.arguments : [] : place.node.computed ? [place.node.property] : [];
      for (const slot of slots) {
        if (slot.type !== "Identifier" || !["number", "unknown"].includes(scopes.kind(slot))) continue;
        for (const [distance, binding] of scopes.visible(place).slice(0, 8).entries()) {
          if (binding.kind !== "number" || binding.name === slot.name) continue;
          for (const operator of ["-", "+"]) {
            const text = `${slot.name} ${operator} ${binding.name}`;
            yield {
              edits: [replaceNode(slot, text)],
              rationale: shouldBe(slot.name, text),
              prior: (recursive ? 0.16 : 0.09) * 0.95 ** distance,
              at: slot
            };
          }
        }
      }
    }
  }
};

// repair/templates/convert-unit.ts
var FACTORS = [
  [/milli|(^|[a-z_])ms$/i, ["/ 1000"]],
  [/sec(ond)?s?|ttl|epoch|\b(iat|exp|nbf)\b|unix|timestamp|expir|max_?age/i, ["* 1000", "/ 1000"]],
  [/min(ute)?s$/i, ["* 60_000", "* 60"]],
  [/hours?$/i, ["* 3_600_000", "* 3_600", "* 60"]],
  [/days?$/i, ["* 86_400_000", "* 86_400", "* 24"]],
  [/cents?$/i, ["/ 100"]],
  [/kb$|kilo|kib/i, ["* 1024", "* 1000"]],
  [/mb$|mega|mib/i, ["* 1024 * 1024"]],
  [/bytes?$/i, ["/ 1024"]],
  [/now|date|time|at$/i, ["/ 1000", "* 1000"]]
];
var SHARE = /percent|pct|rate|ratio|discount|vat|tax/i;
var convertUnit = {
  name: "convert-unit",
  answers: [...LOGIC, "client_timeout"],
  *propose({ source, scopes }) {
    for (const place of source.of("Identifier", "MemberExpression", "CallExpression")) {
      const { node } = place;
      const name = nameOf2(node);
      if (!name || !isOperand(place) || isConverted(place)) continue;
      if (!["number", "unknown"].includes(scopes.kind(node))) continue;
      const known = FACTORS.find(([pattern]) => pattern.test(name))?.[1] ?? [];
      const factors = SHARE.test(name) ? isFactor2(place) ? ["/ 100"] : [] : known;
      for (const [index, factor] of factors.entries()) {
        const text = `(${source.slice(node)} ${factor})`;
        yield {
          edits: [replaceNode(node, isSummand(place) ? text.slice(1, -1) : text)],
          rationale: `"${brief(source.slice(node))}" has a different unit from the value it is used with; convert it.`,
          prior: 0.44 * 0.8 ** index * (factor.startsWith("/") ? 0.85 : 1),
          at: node
        };
      }
    }
  }
};
function nameOf2(node) {
  if (node.type === "CallExpression")
    return /^(now|getTime|valueOf)$/.exec(memberName(node.callee) ?? "")?.[0] ?? null;
  return identifierName(node) ?? memberName(node);
}
function isOperand(place) {
  const { node, parent, key } = place;
  if (node.type === "Identifier" && !isReference(place)) return false;
  if (parent?.node.type === "BinaryExpression")
    return !/^([!=]==?|in|instanceof)$/.test(parent.node.operator);
  if (parent?.node.type === "VariableDeclarator") return key === "init";
  return key === "arguments" || parent?.node.type === "Property" && key === "value" && !parent.node.shorthand;
}
function isFactor2({ parent }) {
  return parent?.node.type === "BinaryExpression" && /^[*/]$/.test(parent.node.operator);
}
function isSummand({ parent }) {
  return parent?.node.type !== "BinaryExpression" || !/^(\*\*?|\/|%)$/.test(parent.node.operator);
}
function isConverted({ parent }) {
  if (parent?.node.type !== "BinaryExpression" || !/^[*/]$/.test(parent.node.operator)) return false;
  return [parent.node.left, parent.node.right].some((side) => bare(side).type === "Literal");
}

// repair/templates/copy-value.ts
var CHANGES_ITS_OBJECT = /* @__PURE__ */ new Set(["sort", "reverse", "splice"]);
var copyValue = {
  name: "copy-value",
  answers: LOGIC,
  *propose({ source, scopes }) {
    const copied = (node, text, prior) => ({
      edits: [replaceNode(node, text)],
      rationale: `Copy "${source.slice(node)}", so that changing one does not change the other.`,
      prior,
      at: node
    });
    for (const place of source.of("CallExpression")) {
      const { node } = place;
      const callee = node.callee;
      const name = memberName(callee);
      if (name && CHANGES_ITS_OBJECT.has(name) && callee.type === "MemberExpression" && bare(callee.object).type !== "ArrayExpression") {
        const used = place.parent?.node.type !== "ExpressionStatement";
        if (used) yield copied(callee.object, `[...${operand(source, callee.object)}]`, 0.4);
      }
      for (const argument of node.arguments) {
        const kind = scopes.kind(argument);
        if (argument.type !== "Identifier") continue;
        const kept = ["push", "unshift", "set", "add"].includes(name ?? "") ? 0.46 : 0.14;
        if (kind === "array") yield copied(argument, `[...${argument.name}]`, kept);
        if (kind === "object" || kind === "unknown")
          yield copied(argument, `{ ...${argument.name} }`, kind === "object" ? kept * 0.6 : kept * 0.2);
        if (kind === "set" || kind === "map")
          yield copied(argument, `new ${kind === "set" ? "Set" : "Map"}(${argument.name})`, kept);
      }
      const [target] = node.arguments;
      if (name === "assign" && target && target.type !== "SpreadElement" && bare(target).type !== "ObjectExpression") {
        const used = place.parent?.node.type !== "ExpressionStatement";
        yield {
          edits: [{ start: target.start, end: target.start, text: "{}, " }],
          rationale: `Do not modify "${source.slice(target)}"; assign to a new object.`,
          prior: used ? 0.7 : 0.1,
          at: node
        };
      }
      if (name === "fill" && node.arguments.length === 1 && node.arguments[0] && callee.type === "MemberExpression") {
        const [value] = node.arguments;
        const built = bare(callee.object);
        const size = (built.type === "NewExpression" || built.type === "CallExpression") && calleeName(built) === "Array" ? built.arguments[0] : void 0;
        if (!size || !["array", "object", "map", "set"].includes(scopes.kind(value))) continue;
        const text = `Array.from({ length: ${source.slice(size)} }, () => ${scopes.kind(value) === "object" ? `(${source.slice(value)})` : source.slice(value)})`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.75,
          at: node
        };
      }
    }
    for (const { node } of source.of("VariableDeclarator", "AssignmentExpression", "ReturnStatement")) {
      const value = node.type === "VariableDeclarator" ? node.init : node.type === "ReturnStatement" ? node.argument : node.right;
      if (!value || value.type !== "Identifier" && value.type !== "MemberExpression") continue;
      const kind = scopes.kind(value);
      const text = source.slice(value);
      const alias = node.type === "VariableDeclarator" ? identifierName(node.id) : null;
      const weight = node.type === "ReturnStatement" ? 0.5 : alias && isChanged(alias, source.text) ? 4 : 1;
      if (kind === "array") yield copied(value, `[...${text}]`, Math.min(0.8, 0.42 * weight));
      else if (kind === "set" || kind === "map")
        yield copied(value, `new ${kind === "set" ? "Set" : "Map"}(${text})`, Math.min(0.8, 0.42 * weight));
      else if (kind === "object") yield copied(value, `{ ...${text} }`, Math.min(0.8, 0.3 * weight));
      else if (kind === "unknown" && value.type === "Identifier") {
        yield copied(value, `[...${text}]`, 0.08 * weight);
        yield copied(value, `{ ...${text} }`, 0.08 * weight);
        yield copied(value, `structuredClone(${text})`, 0.06 * weight);
      }
    }
    for (const { node } of source.of("ObjectExpression")) {
      for (const property of node.properties) {
        if (property.type !== "SpreadElement") continue;
        const text = `...structuredClone(${source.slice(property.argument)})`;
        yield copied(property, text, 0.1);
      }
      for (const [index, first] of node.properties.entries()) {
        const second = node.properties[index + 1];
        if (!second || first.type !== "SpreadElement" && second.type !== "SpreadElement") continue;
        const [one, other] = [source.slice(first), source.slice(second)];
        yield {
          edits: [replaceNode(first, other), replaceNode(second, one)],
          rationale: `The later source must win: ${shouldBe(`${one}, ${other}`, `${other}, ${one}`)}`,
          prior: 0.34,
          at: node
        };
      }
    }
  }
};
function isChanged(name, text) {
  const own = `(?<![\\w$.])${name.replace(/\$/g, "\\$&")}`;
  return new RegExp(
    `${own}(\\[[^\\]]*\\]|\\.[\\w$]+)\\s*([-+*/|&?]{0,2}=(?!=)|\\+\\+|--)|delete ${own}|${own}\\.(push|unshift|pop|shift|splice|sort|reverse|set|add|delete|clear)\\(`
  ).test(text);
}

// repair/templates/default-value.ts
var EMPTY = {
  number: ["0", "1"],
  string: ["''"],
  array: ["[]"],
  object: ["{}"],
  boolean: ["false", "true"],
  map: ["new Map()"],
  set: ["new Set()"],
  function: [],
  promise: [],
  unknown: ["0", "[]", "{}", "''"]
};
var defaultValue = {
  name: "default-value",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const missing = clues.has("absent_value") || clues.differences.has("nan") || clues.differences.has("null") || clues.differences.has("undefined");
    const fit = missing ? 1.6 : 1;
    for (const { node } of source.places.filter((place) => isFunction(place.node))) {
      if (!isFunction(node)) continue;
      const last = node.params.at(-1);
      for (const parameter of node.params) {
        if (parameter.type !== "Identifier") continue;
        const body = node.body ? source.placeOf(node.body) : null;
        const kind = body ? scopes.binding(body, parameter.name)?.kind ?? "unknown" : "unknown";
        for (const [index, value] of (EMPTY[kind] ?? []).entries()) {
          yield {
            edits: [{ start: parameter.end, end: parameter.end, text: ` = ${value}` }],
            rationale: `"${parameter.name}" defaults to ${value} when it is not given.`,
            prior: Math.min(0.7, 0.16 * fit * (parameter === last ? 1.3 : 1) * 0.8 ** index),
            at: parameter
          };
        }
      }
    }
    for (const place of source.of("MemberExpression")) {
      const { node, parent, key } = place;
      if (!functionAround(place) || !parent || parent.node.type === "AssignmentExpression" && key === "left")
        continue;
      const counted2 = countsUp(place.parent?.node, node, (range) => source.slice(range));
      if (!counted2 && parent.node.type !== "BinaryExpression" && parent.node.type !== "SpreadElement")
        continue;
      if (parent.node.type === "BinaryExpression" && !["+", "-", "*"].includes(parent.node.operator))
        continue;
      const value = parent.node.type === "SpreadElement" ? "[]" : "0";
      yield {
        edits: [replaceNode(node, `(${source.slice(node)} ?? ${value})`)],
        rationale: `"${source.slice(node)}" defaults to ${value} while it is not set.`,
        prior: Math.min(0.8, (counted2 || node.computed ? 0.34 : 0.12) * fit),
        at: node
      };
    }
    for (const place of source.of("MemberExpression", "CallExpression")) {
      const { node, parent, key } = place;
      const kept = parent?.node.type === "AssignmentExpression" && key === "right" || parent?.node.type === "Property" && key === "value" && parent.parent?.node.type === "ObjectExpression" || parent?.node.type === "VariableDeclarator" && key === "init" && parent.node.id.type === "Identifier" || parent?.node.type === "ReturnStatement" && key === "argument";
      if (!kept || !missing || !functionAround(place) || scopes.kind(node) !== "unknown") continue;
      for (const [index, value] of ["0", "''", "[]", "null"].entries()) {
        yield {
          edits: [replaceNode(node, `${source.slice(node)} ?? ${value}`)],
          rationale: `"${brief(source.slice(node))}" defaults to ${value} when it is missing.`,
          prior: (node.type === "MemberExpression" ? 0.34 : 0.24) * 0.8 ** index,
          at: node
        };
      }
    }
    for (const { node, parent } of source.of("CallExpression")) {
      const callee = bare(node.callee);
      const got = callee.type === "MemberExpression" && identifierName(callee.property) === "get" && node.arguments.length === 1;
      if (!got || parent?.node.type !== "BinaryExpression" || !["+", "-", "*"].includes(parent.node.operator))
        continue;
      yield {
        edits: [replaceNode(node, `(${operand(source, node)} ?? 0)`)],
        rationale: `"${source.slice(node)}" defaults to 0 while it is not set.`,
        prior: Math.min(0.8, 0.4 * fit),
        at: node
      };
    }
  }
};
function countsUp(parent, node, slice) {
  if (parent?.type !== "BinaryExpression") return false;
  return slice(node).includes("[") && parent.left === node;
}

// repair/templates/delete-statement.ts
var deleteStatement = {
  name: "delete-statement",
  answers: LOGIC,
  *propose({ source }) {
    for (const place of source.of("ExpressionStatement")) {
      const { node } = place;
      const inner = bare(node.expression);
      const call = inner.type === "AwaitExpression" ? bare(inner.argument) : inner;
      if (!functionAround(place) || isHttpCall(call) || isQueryCall(call) || inner.type === "AwaitExpression")
        continue;
      if (["release", "close", "end", "log", "error", "super"].includes(calleeName(call) ?? "")) continue;
      yield {
        edits: [removeStatement(source, node)],
        rationale: `Remove "${brief(source.slice(node))}".`,
        prior: 0.18,
        at: node
      };
    }
    for (const place of source.of("IfStatement")) {
      const { node } = place;
      const thrown = source.of("ThrowStatement").some(({ node: inner }) => inner.start > node.start && inner.end < node.end);
      if (thrown || !functionAround(place)) continue;
      const why = `The condition "${brief(source.slice(node.test))}"`;
      if (!node.alternate) {
        yield {
          edits: [removeStatement(source, node)],
          rationale: `${why} must have no effect; remove it.`,
          prior: 0.14,
          at: node
        };
      }
      const body = node.consequent;
      const inside3 = body.type === "BlockStatement" ? body.body : [body];
      const [first, last] = [inside3[0], inside3.at(-1)];
      if (first && last && !node.alternate) {
        yield {
          edits: [replaceNode(node, source.slice({ start: first.start, end: last.end }))],
          rationale: `Remove the condition: ${why} must always run.`,
          prior: 0.12,
          at: node
        };
      }
      if (node.alternate) {
        const start = source.text.lastIndexOf("else", node.alternate.start);
        yield {
          edits: [{ start, end: start + 4, text: "" }],
          rationale: "Both branches must run.",
          prior: 0.12,
          at: node
        };
      }
    }
  }
};

// repair/templates/drop-operand.ts
var dropOperand = {
  name: "drop-operand",
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const { node } of source.of("BinaryExpression", "LogicalExpression")) {
      if (/[<>=]=?|in/.test(node.operator)) continue;
      const logical = node.type === "LogicalExpression";
      for (const side of [node.left, node.right]) {
        if (side.type === "PrivateIdentifier") continue;
        const other = side === node.left ? node.right : node.left;
        if (side.type === "Literal" || logical && scopes.kind(side) === "unknown" && node.operator === "??")
          continue;
        const text = source.slice(side);
        const constant = other.type === "Literal" ? 1.2 : 1;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: (logical ? 0.26 : 0.24) * constant,
          at: node
        };
      }
    }
  }
};

// repair/templates/ensure-entry.ts
var FRESH = /* @__PURE__ */ new Map([
  ["push", "[]"],
  ["unshift", "[]"],
  ["add", "new Set()"],
  ["set", "new Map()"]
]);
var ensureEntry = {
  name: "ensure-entry",
  answers: LOGIC,
  *propose({ source, clues }) {
    for (const place of source.of("CallExpression")) {
      const { node } = place;
      const fresh = FRESH.get(memberName(node.callee) ?? "");
      const callee = bare(node.callee);
      const statement = statementAround(place);
      if (!fresh || callee.type !== "MemberExpression" || statement?.node.type !== "ExpressionStatement")
        continue;
      const entry = bare(callee.object);
      const line = ensured(entry, fresh, (range) => source.slice(range));
      if (!line) continue;
      yield {
        edits: insertBefore(source, statement.node, line),
        rationale: `"${source.slice(entry)}" is missing at first; initialize it to ${fresh}.`,
        prior: clues.has("absent_value") ? 0.88 : 0.3,
        at: node
      };
    }
  }
};
function ensured(entry, fresh, slice) {
  if (entry.type === "MemberExpression" && entry.computed && isPure(entry))
    return `${slice(entry)} ??= ${fresh};`;
  if (entry.type !== "CallExpression" || memberName(entry.callee) !== "get") return null;
  const [key] = entry.arguments;
  const map = bare(entry.callee);
  if (!key || key.type === "SpreadElement" || !isPure(key) || map.type !== "MemberExpression") return null;
  const [name, at3] = [slice(map.object), slice(key)];
  return `if (!${name}.has(${at3})) ${name}.set(${at3}, ${fresh});`;
}

// repair/templates/fill-collection.ts
var FILLS = {
  set: { by: "add", read: /\.(has|size)\b/ },
  array: { by: "push", read: /\.(includes|length|pop|shift|join|indexOf)\b|\[/ },
  map: { by: "set", read: /\.(has|get|size)\b/ }
};
var fillCollection = {
  name: "fill-collection",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const fit = clues.has("overflow", "hang") || clues.differences.has("too_short") || clues.differences.has("empty") ? 1.2 : 1;
    for (const { place, statements: statements2 } of statementLists(source)) {
      const owner = isFunction(place.parent?.node ?? place.node) ? place.parent : functionAround(place);
      const [first, last] = [statements2[0], statements2.at(-1)];
      if (!owner || !first || !last) continue;
      const text = source.slice(owner.node);
      const visible = scopes.visible(source.placeOf(last));
      for (const collection of visible) {
        const fill = FILLS[collection.kind];
        if (!fill || collection.kind === "map" || isWorkedOff(place, collection.name, source)) continue;
        const used = new RegExp(`(?<![\\w$.])${collection.name.replace(/\$/g, "\\$")}(?=\\W)`);
        if (!used.test(text)) continue;
        const filled = new RegExp(`${used.source}\\.(${fill.by}|unshift|concat)\\(`).test(text);
        const read = new RegExp(used.source + fill.read.source).test(text);
        for (const [rank, item] of itemsFor(visible, collection, first.start).entries()) {
          const line = `${collection.name}.${fill.by}(${item.name});`;
          if (source.slice(place.node).includes(line)) continue;
          const loop2 = place.parent && isLoop(place.parent.node) ? 1.1 : 1;
          const prior = (filled ? 0.15 : read ? 0.58 : 0.3) * loop2 * 0.9 ** rank * fit;
          const rationale = `Add "${item.name}" to "${collection.name}"${filled ? " here too" : ", which is never filled"}.`;
          const ends = is(
            source.placeOf(last),
            "ReturnStatement",
            "BreakStatement",
            "ContinueStatement",
            "ThrowStatement"
          );
          yield {
            edits: ends ? insertBefore(source, last, line) : insertAfter(source, last, line),
            rationale,
            prior: prior * 0.95,
            at: last
          };
          if (first !== last && item.start < first.start)
            yield { edits: insertBefore(source, first, line), rationale, prior, at: first };
        }
      }
    }
  }
};
function isWorkedOff(place, name, source) {
  return [...ancestors(place)].some(
    (at3) => is(at3, "ForOfStatement") && source.slice(at3.node.right).startsWith(name)
  );
}
function itemsFor(visible, collection, before) {
  const order = (binding) => binding.how === "loop" ? 0 : binding.how === "parameter" ? 1 : 2;
  return visible.filter((binding) => binding !== collection && !["function", "import", "class"].includes(binding.how)).filter(({ name }) => !name.startsWith("_")).filter(({ kind }) => !["set", "map", "function"].includes(kind)).map((binding) => ({ binding, late: binding.start > before ? 1 : 0 })).sort((a, b) => order(a.binding) - order(b.binding) || a.late - b.late).map(({ binding }) => binding).slice(0, 4);
}

// repair/templates/guard-absent.ts
var NEUTRAL = new Map([
  ..."map filter forEach length reduce join some every find slice flatMap sort push concat".split(" ").map((name) => [name, "[]"]),
  ..."trim toLowerCase toUpperCase split replace startsWith padStart charAt".split(" ").map((name) => [name, "''"])
]);
var guardAbsent = {
  name: "guard-absent",
  answers: ["absent_value", "wrong_result", "bad_payload", "exception"],
  *propose({ source, scopes, clues }) {
    const certain = clues.has("absent_value");
    for (const place of source.of("MemberExpression")) {
      const { node } = place;
      const object = identifierName(node.object);
      if (object && !scopes.binding(place, object)) continue;
      const name = memberName(node) ?? source.slice(node.property);
      const named = clues.absentProperties.has(name);
      if (certain ? clues.absentProperties.size > 0 && !named : node.object.type === "ThisExpression")
        continue;
      if (node.optional || isAssigned(place) || !isPure(node.object)) {
        if (!named || isAssigned(place)) continue;
      }
      const prior = certain ? 0.85 : 0.09;
      yield* guards(place, name, prior);
    }
    function* guards(place, name, prior) {
      const node = place.node;
      const object = operand(source, node.object);
      const why = `"${brief(object)}" may be undefined or null here`;
      const access = node.computed ? `?.[${source.slice(node.property)}]` : `?.${name}`;
      const suggestion3 = (edits, rationale, weight) => ({
        edits,
        rationale: `${why}; ${rationale}`,
        prior: prior * weight,
        at: node
      });
      const chain = chainEnd(place);
      const neutral = NEUTRAL.get(name);
      if (neutral && certain) {
        yield suggestion3(
          [replaceNode(node.object, `(${source.slice(node.object)} ?? ${neutral})`)],
          `it then counts as ${neutral === "[]" ? "an empty list" : "an empty text"}.`,
          0.9
        );
      }
      if (!node.optional) {
        yield suggestion3(
          [replaceNode(node, object + access)],
          "the rest is then undefined too.",
          chain === place ? 0.75 : 0.85
        );
      }
      const condition = conditionAround(place);
      if (condition && isPure(node.object)) {
        yield suggestion3(
          [replaceNode(condition, `${object} && ${operand(source, condition)}`)],
          "the condition is then false.",
          0.85
        );
        yield suggestion3(
          [replaceNode(condition, `!${object} || ${operand(source, condition)}`)],
          "the condition is then true.",
          0.45
        );
      }
      const statement = statementAround(place);
      const owner = functionAround(place);
      if (!statement || !owner || !isPure(node.object) || statement.node.start < owner.node.start) return;
      const indent = indentAt(source.text, statement.node.start);
      const before = (text) => [
        { start: statement.node.start, end: statement.node.start, text: `${text}
${indent}` }
      ];
      const loop2 = [...ancestors(statement)].find((at3) => isLoop(at3.node) || at3 === owner);
      if (loop2 && isLoop(loop2.node))
        yield suggestion3(before(`if (${object} == null) continue;`), "such an item is passed over.", 0.6);
      for (const [index, value] of earlyResults(owner).entries()) {
        yield suggestion3(
          before(`if (${object} == null) return${value && ` ${value}`};`),
          `the function then returns ${value || "at once"}.`,
          0.7 - 0.08 * index
        );
      }
    }
    function earlyResults(owner) {
      const found2 = source.of("ReturnStatement").filter((place) => functionAround(place) === owner).map(({ node }) => node.argument ? source.slice(node.argument) : "").filter((text) => /^(null|undefined|false|true|\[\]|\{\}|''|""|0|-1|)$/.test(text));
      const bareEnd = source.of("ReturnStatement").some((place) => functionAround(place) === owner && place.node.argument);
      return [.../* @__PURE__ */ new Set([...found2, ...bareEnd ? ["null", "[]", "0", "undefined", "false"] : [""]])].slice(
        0,
        6
      );
    }
  }
};
function isAssigned({ parent, key }) {
  return parent?.node.type === "AssignmentExpression" && key === "left" || parent?.node.type === "UpdateExpression" || parent?.node.type === "UnaryExpression" && parent.node.operator === "delete";
}
function chainEnd(place) {
  let at3 = place;
  while (at3.parent && (at3.parent.node.type === "MemberExpression" && at3.key === "object" || at3.parent.node.type === "CallExpression" && at3.key === "callee"))
    at3 = at3.parent;
  return at3;
}
function conditionAround(place) {
  for (let at3 = place; at3?.parent; at3 = at3.parent) {
    const { parent, key } = at3;
    if (key === "test")
      return is(
        parent,
        "IfStatement",
        "WhileStatement",
        "ConditionalExpression",
        "ForStatement",
        "DoWhileStatement"
      ) ? at3.node : null;
    if (bare(parent.node).type === "ExpressionStatement") return null;
  }
  return null;
}

// repair/templates/helpers/constants.ts
function resolve2({ source }, node) {
  const inner = bare(node);
  const name = identifierName(inner) ?? memberName(inner);
  if (!name) return inner;
  if (inner.type === "Identifier") {
    const declared = source.of("VariableDeclarator").filter((place) => identifierName(place.node.id) === name);
    const init = declared.length === 1 ? declared[0]?.node.init : null;
    if (init) return bare(init);
    const defaults = source.of("AssignmentPattern").filter((place) => identifierName(place.node.left) === name);
    return defaults.length === 1 && defaults[0] ? bare(defaults[0].node.right) : inner;
  }
  const properties = source.of("Property").filter((place) => identifierName(place.node.key) === name && numericValue(place.node.value) !== null);
  return properties.length === 1 && properties[0] ? bare(properties[0].node.value) : inner;
}
function numericValue(node) {
  const inner = bare(node);
  if (inner.type === "Literal") return typeof inner.value === "number" ? inner.value : null;
  if (inner.type !== "BinaryExpression") return null;
  const left = numericValue(inner.left);
  const right = numericValue(inner.right);
  if (left === null || right === null) return null;
  if (inner.operator === "*") return left * right;
  if (inner.operator === "+") return left + right;
  return inner.operator === "/" ? left / right : null;
}
var UNITS = /* @__PURE__ */ new Set([1e3, 60, 3600, 24]);
var DEPTH2 = 4;
function amountIn(input, node, depth = DEPTH2) {
  const inner = resolve2(input, node);
  const whole = numericValue(inner);
  const product = inner.type === "BinaryExpression" && (inner.operator === "*" || inner.operator === "/");
  if (!product || depth === 0) return whole === null ? null : { value: whole, node: inner, factor: 1 };
  const [left, right] = [amountIn(input, inner.left, depth - 1), amountIn(input, inner.right, depth - 1)];
  if (!left || !right) return null;
  if (inner.operator === "/") {
    return { value: left.value / right.value, node: left.node, factor: left.factor / right.value };
  }
  const [decides, other] = UNITS.has(left.value) ? [right, left] : [left, right];
  return { value: left.value * right.value, node: decides.node, factor: decides.factor * other.value };
}
function writeNumber(value, like) {
  const digits = String(/\d\.\d/.test(like) ? Math.ceil(value * 100 - 1e-9) / 100 : Math.ceil(value - 1e-9));
  return like.includes("_") ? digits.replace(/\B(?=(\d{3})+$)/g, "_") : digits;
}

// repair/templates/helpers/duration.ts
var LONGEST_MS = 6e5;
var LADDER = [2, 4, 8];
var UNITS2 = { us: 1e-3, ms: 1, s: 1e3, min: 6e4, h: 36e5, d: 864e5 };
function milliseconds(amount, unit) {
  return Number(amount) * (UNITS2[unit || "ms"] ?? 1);
}
function amountOf(ms, unit) {
  return String(Math.ceil(ms / (UNITS2[unit || "ms"] ?? 1)));
}
function roundUp(ms) {
  const step = ms > 2e3 ? 500 : 100;
  return Math.ceil(ms / step) * step;
}
function ladder(ms, slowestMs) {
  if (slowestMs !== null && slowestMs > ms) {
    return [1.25, 2, 4].map((factor, index) => ({
      ms: Math.min(LONGEST_MS, roundUp(slowestMs * factor)),
      weight: 1 - 0.15 * index
    }));
  }
  return LADDER.map((factor, index) => ({
    ms: Math.min(LONGEST_MS, ms * factor),
    weight: 0.9 - 0.08 * index
  }));
}
function explains(limitMs, latencies) {
  const known = latencies.filter((latency) => latency !== null);
  if (known.length === 0) return 0.9;
  return known.some((latency) => latency >= limitMs * 0.9 && latency < limitMs * 1.6 + 300) ? 1 : 0.75;
}

// repair/templates/helpers/handed-over.ts
function* handedOver(source, user, node) {
  const name = identifierName(node) ?? memberName(node);
  if (!name) return;
  if (source !== user) {
    for (const { node: declared } of source.of("VariableDeclarator")) {
      if (declared.init && identifierName(declared.id) === name) yield declared.init;
    }
    for (const { node: property, parent } of source.of("Property")) {
      if (parent?.node.type === "ObjectExpression" && identifierName(property.key) === name) {
        yield property.value;
      }
    }
  }
  const owner = functionAround(user.placeOf(bare(node)));
  const index = owner?.node.params.findIndex((parameter) => parameterName(parameter) === name) ?? -1;
  const called = owner && functionName(owner);
  for (const { node: call } of index >= 0 && called ? source.of("CallExpression") : []) {
    const argument = calleeName(call) === called ? call.arguments[index] : void 0;
    if (argument) yield argument;
  }
}
function parameterName(parameter) {
  const node = parameter;
  return identifierName(node.type === "AssignmentPattern" ? node.left : node);
}

// repair/templates/http-timeout.ts
var OPTION = /^(timeout|timeout_?(in)?_?(ms|millis|milliseconds)|(request|response|headers|body|connect|read)_?timeout(_?ms)?)$/i;
var httpTimeout = {
  name: "http-timeout",
  answers: ["client_timeout"],
  *propose(input) {
    const { evidence, source } = input;
    const slowest = Math.max(0, ...evidence.observations.upstreams.map((upstream) => upstream.maxLatencyMs));
    const seen = /* @__PURE__ */ new Set();
    const elsewhere = [source, ...input.others].flatMap(
      (user) => [...limitsIn(user)].flatMap((node) => [...handedOver(source, user, node)])
    );
    for (const node of [...limitsIn(source), ...elsewhere]) {
      const amount = amountIn(input, node);
      if (!amount || amount.value <= 0 || seen.has(amount.node)) continue;
      const { value: now, node: value, factor } = amount;
      seen.add(value);
      const unit = now < 100 && slowest >= 1e3 ? 1e3 : 1;
      const latencies = evidence.failures.map((failure) => failure.latencyMs);
      for (const { ms, weight } of ladder(now * unit, slowest || null)) {
        const text = writeNumber(ms / unit / factor, source.slice(value));
        const why = slowest > now * unit ? `the upstream took up to ${Math.round(slowest)} ms` : "it did not suffice";
        yield {
          edits: [{ start: value.start, end: value.end, text }],
          rationale: `The client gives up after ${now * unit} ms, but ${why}; raise the timeout to ${ms} ms.`,
          prior: 0.95 * weight * explains(now * unit, latencies),
          at: node
        };
      }
    }
  }
};
function* limitsIn(source) {
  for (const { node } of source.of("CallExpression")) {
    const [first, second] = node.arguments;
    const callee = bare(node.callee);
    const object = callee.type === "MemberExpression" ? identifierName(callee.object) : null;
    const name = calleeName(node);
    if (object === "AbortSignal" && name === "timeout" && first) yield first;
    else if (name === "setTimeout" && object === null && first && second) {
      if (/abort|reject|destroy|cancel/i.test(source.slice(first))) yield second;
    } else if ((name === "setTimeout" || name === "timeout") && object !== null && first) yield first;
  }
  for (const place of source.of("Property")) {
    if (OPTION.test(identifierName(place.node.key) ?? "") || isInsideTimeout(place)) yield place.node.value;
  }
}
function isInsideTimeout(place) {
  const outer = place.parent?.parent?.node;
  return outer?.type === "Property" && identifierName(outer.key) === "timeout";
}

// repair/templates/in-turn.ts
var inTurn = {
  name: "in-turn",
  answers: [...LOGIC, "database_conflict", "upstream_failure", "pool_exhausted"],
  *propose({ source }) {
    for (const { node, parent } of source.of("AwaitExpression")) {
      const all = bare(node.argument);
      if (all.type !== "CallExpression" || !["all", "allSettled"].includes(memberName(all.callee) ?? ""))
        continue;
      const map = all.arguments[0] ? bare(all.arguments[0]) : null;
      if (map?.type !== "CallExpression" || memberName(map.callee) !== "map") continue;
      const [callback] = map.arguments;
      if (!callback || !isFunction(callback) || !callback.async || callback.params.length !== 1) continue;
      const list = source.slice(map.callee.object);
      const item = source.slice(callback.params[0]);
      const body = callback.body;
      const text = body.type === "BlockStatement" ? source.slice(body) : `{ ${source.slice(body)}; }`;
      const rationale = `Items of "${brief(list)}" depend on earlier ones; process them sequentially.`;
      const loop2 = `for (const ${item} of ${list}) ${text}`;
      if (parent?.node.type === "ExpressionStatement" && !/\breturn\b/.test(text)) {
        yield { edits: [replaceNode(parent.node, loop2)], rationale, prior: 0.5, at: node };
      }
      const declaration = parent?.parent?.node;
      const name = parent?.node.type === "VariableDeclarator" ? identifierName(parent.node.id) : null;
      if (!name || declaration?.type !== "VariableDeclaration" || declaration.declarations.length !== 1)
        continue;
      const collected = body.type === "BlockStatement" ? `${name}.push(await (async () => ${text})());` : `${name}.push(await ${source.slice(body)});`;
      yield {
        edits: [
          replaceNode(declaration, `const ${name} = [];
for (const ${item} of ${list}) { ${collected} }`)
        ],
        rationale,
        prior: 0.3,
        at: node
      };
    }
  }
};

// repair/templates/initial-value.ts
var initialValue = {
  name: "initial-value",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    for (const place of source.of("VariableDeclarator")) {
      const { node } = place;
      const name = identifierName(node.id);
      if (!name || !node.init || !functionAround(place)) continue;
      const init = bare(node.init);
      const text = source.slice(node.init);
      const suggest2 = (value, prior) => ({
        edits: [replaceNode(node.init, value)],
        rationale: `"${name}" must start as ${value}, not as ${text}.`,
        prior,
        at: node
      });
      const kept = keptWhen(name, source.text);
      const least2 = kept === "<" || /min|least|low|best|closest|short|cheap/i.test(name);
      const most = kept === ">" || /max|most|high|best|long|great|large/i.test(name);
      if (init.type === "Literal" && typeof init.value === "number") {
        yield suggest2("Infinity", kept === "<" ? 0.75 : least2 ? 0.5 : 0.1);
        yield suggest2("-Infinity", kept === ">" ? 0.75 : most ? 0.46 : 0.1);
        if (init.value !== 0) yield suggest2("0", 0.25);
        if (init.value !== 1) yield suggest2("1", /product|fact|power|result|acc/i.test(name) ? 0.45 : 0.2);
        yield suggest2("''", 0.05);
      } else if (text === "Infinity" || text === "-Infinity") {
        yield suggest2(text === "Infinity" ? "-Infinity" : "Infinity", 0.4);
        yield suggest2("0", 0.15);
      } else if (init.type === "ArrayExpression" && init.elements.length === 0) {
        yield suggest2("[[]]", clues.differences.has("empty") ? 0.35 : 0.12);
        for (const item of scopes.visible(place).filter(({ how }) => how === "parameter").slice(0, 3)) {
          yield suggest2(`[${item.name}]`, 0.12);
        }
      } else if (init.type === "NewExpression" && ["Set", "Map"].includes(calleeName(init) ?? "") && init.arguments.length === 0) {
        for (const item of scopes.visible(place).filter(({ how }) => how === "parameter").slice(0, 3)) {
          if (calleeName(init) === "Set") yield suggest2(`new Set([${item.name}])`, 0.14);
        }
      } else if (text === "''" || text === '""') yield suggest2("0", 0.1);
      for (const list of scopes.visible(place)) {
        if ((least2 || most) && list.kind === "array" && list.how === "parameter")
          yield suggest2(`${list.name}[0]`, 0.3);
      }
    }
    for (const { node } of source.of("CallExpression")) {
      const [spread] = node.arguments;
      const name = memberName(node.callee);
      if (name !== "max" && name !== "min" || spread?.type !== "SpreadElement" || node.arguments.length > 1)
        continue;
      yield {
        edits: [{ start: spread.start, end: spread.start, text: "0, " }],
        rationale: `Math.${name} of an empty list is infinite; use 0.`,
        prior: name === "max" ? 0.55 : 0.15,
        at: node
      };
    }
    for (const { node } of source.of("CallExpression")) {
      const [callback, initial] = node.arguments;
      if (!["reduce", "reduceRight"].includes(calleeName(node) ?? "") || !callback) continue;
      if (initial) {
        const value = source.slice(initial);
        for (const other of ["0", "1", "''", "[]", "{}"].filter((each) => each !== value)) {
          yield {
            edits: [replaceNode(initial, other)],
            rationale: shouldBe(value, other),
            prior: 0.16,
            at: node
          };
        }
      } else if (isFunction(callback)) {
        const body = source.slice(callback);
        const likely = /push|concat|\[\.\.\./.test(body) ? "[]" : /\{\s*\.\.\.|\[\w+\] ?=/.test(body) ? "{}" : / \* /.test(body) ? "1" : "0";
        for (const [index, value] of [.../* @__PURE__ */ new Set([likely, "0", "1", "''", "[]", "{}"])].entries()) {
          yield {
            edits: [{ start: callback.end, end: callback.end, text: `, ${value}` }],
            rationale: `reduce() of an empty list needs the initial value ${value}.`,
            prior: index === 0 ? 0.62 : 0.25,
            at: node
          };
        }
      }
    }
  }
};
function keptWhen(name, text) {
  const own = name.replace(/\$/g, "\\$&");
  const set = `\\)\\s*\\{?\\s*${own} = `;
  const asked = new RegExp(`\\(([^()]*?) ([<>])=? ${own}${set}|\\(${own} ([<>])=? ([^()]*?)${set}`).exec(
    text
  );
  if (asked?.[2]) return asked[2];
  if (asked?.[3]) return asked[3] === "<" ? ">" : "<";
  const called = new RegExp(`(?<![\\w$.])${own} = Math\\.(max|min)\\(`).exec(text)?.[1];
  return called ? called === "max" ? ">" : "<" : null;
}

// repair/templates/leave-loop.ts
var leaveLoop = {
  name: "leave-loop",
  answers: LOGIC,
  *propose({ source }) {
    for (const { node } of source.of("SwitchCase")) {
      const last = node.consequent.at(-1);
      if (!last || ["BreakStatement", "ReturnStatement", "ThrowStatement", "ContinueStatement"].includes(last.type))
        continue;
      yield {
        edits: insertAfter(source, last, "break;"),
        rationale: "The case falls through to the next one; add a break.",
        prior: 0.72,
        at: node
      };
    }
    for (const place of source.of("BreakStatement", "ContinueStatement")) {
      const { node } = place;
      const nearest = [...ancestors(place)].find(
        (at3) => isLoop(at3.node) || at3.node.type === "SwitchStatement"
      );
      if (!nearest || !isLoop(nearest.node) || node.label) continue;
      const other = node.type === "BreakStatement" ? "continue;" : "break;";
      yield {
        edits: [replaceNode(node, other)],
        rationale: `Use "${other}": ${other === "break;" ? "the loop must end" : "only this iteration must end"}.`,
        prior: 0.34,
        at: node
      };
      yield {
        edits: [removeStatement(source, node)],
        rationale: "The loop must continue.",
        prior: 0.2,
        at: node
      };
    }
    for (const place of source.of("ReturnStatement")) {
      const { node, parent } = place;
      const owner = [...ancestors(place)].find((at3) => isLoop(at3.node) || "params" in at3.node);
      if (!owner || !isLoop(owner.node) || parent?.node.type === "Program") continue;
      yield {
        edits: [replaceNode(node, "continue;")],
        rationale: "Continue the loop instead of leaving the function.",
        prior: 0.12,
        at: node
      };
      const body = owner.node.body;
      const last = body?.body?.at(-1);
      if (last && last.end === node.end) {
        yield {
          edits: [removeStatement(source, node), ...insertAfter(source, owner.node, source.slice(node))],
          rationale: "Return after the loop, when the result is complete.",
          prior: 0.5,
          at: node
        };
      }
    }
  }
};

// repair/templates/helpers/repeatable.ts
var IDEMPOTENT = /* @__PURE__ */ new Set(["get", "head", "options", "trace", "put", "delete"]);
var OTHERS = /* @__PURE__ */ new Set(["post", "patch", "connect"]);
var KEY_HEADER = /^(x-)?idempotency-key$/i;
var STEADY_CALLS = /* @__PURE__ */ new Set(["get", "header", "param", "query", "toString", "String"]);
function unrepeatable(source, region) {
  const found2 = functionsCalling(source, (node) => isHttpCall(node) && !isRepeatable(source, node, region));
  return new Set([...found2.keys()].map(({ node }) => node));
}
function isRepeatable(source, node, region) {
  const call = bare(node);
  if (call.type !== "CallExpression") return false;
  const [address, ...others] = call.arguments;
  const objects = [
    ...address && !isAddress(address) ? optionsOf(source, address) : [],
    ...others.flatMap((argument) => optionsOf(source, argument))
  ];
  const options = objects.filter((object) => object !== "unknown");
  if (options.some((object) => hasSteadyKey(source, object, region))) return true;
  const method = methodOf(call, options);
  if (method !== null) return IDEMPOTENT.has(method);
  return !objects.includes("unknown") && !options.some((object) => mentionsMethod(object));
}
function methodOf(call, options) {
  const named = (memberName(call.callee) ?? "").toLowerCase();
  if (IDEMPOTENT.has(named) || OTHERS.has(named)) return named;
  const first = stringValue(call.arguments[0])?.toLowerCase() ?? "";
  if (IDEMPOTENT.has(first) || OTHERS.has(first)) return first;
  for (const { properties } of options) {
    const at3 = properties.findIndex((each) => each.type !== "SpreadElement" && keyOf2(each) === "method");
    const property = properties[at3];
    if (property?.type !== "Property") continue;
    const method = stringValue(property.value);
    const overridden = properties.slice(at3).some(({ type }) => type === "SpreadElement");
    if (method !== null && !overridden) return method.toLowerCase();
  }
  return null;
}
function mentionsMethod(object) {
  return object.properties.some(
    (property) => property.type === "SpreadElement" || keyOf2(property) === "method"
  );
}
var NO_OPTIONS = /url|uri|href|base|address|endpoint|path|data|body|payload/i;
function isAddress(argument) {
  const value = bare(argument);
  switch (value.type) {
    case "Literal":
    case "TemplateLiteral":
    case "BinaryExpression":
      return true;
    case "NewExpression":
      return calleeName(value) === "URL";
    case "CallExpression":
      return NO_OPTIONS.test(calleeName(value) ?? "");
    case "MemberExpression":
      return NO_OPTIONS.test(memberName(value) ?? "");
    default:
      return false;
  }
}
function optionsOf(source, argument) {
  const value = bare(argument);
  switch (value.type) {
    case "ObjectExpression":
      return [value];
    case "Literal":
    case "TemplateLiteral":
      return [];
    case "NewExpression":
      return calleeName(value) === "Request" ? value.arguments.flatMap(
        (inner) => isAddress(inner) ? [] : optionsOf(source, inner)
      ) : [];
    case "ConditionalExpression":
      return [...optionsOf(source, value.consequent), ...optionsOf(source, value.alternate)];
    case "LogicalExpression":
      return [...optionsOf(source, value.left), ...optionsOf(source, value.right)];
    case "Identifier": {
      if (value.name === "undefined") return [];
      const init = initOf(source, value.name);
      if (init && !isChanged2(source, value.name)) return isAddress(init) ? [] : optionsOf(source, init);
      return !init && NO_OPTIONS.test(value.name) ? [] : ["unknown"];
    }
    default:
      return ["unknown"];
  }
}
function isChanged2(source, name) {
  return source.of("AssignmentExpression").some(({ node: { left } }) => {
    const target = left.type === "MemberExpression" ? bare(left.object) : left;
    return identifierName(target) === name;
  });
}
function hasSteadyKey(source, options, region) {
  const headers = propertyOf2(options, /^headers$/);
  const given = headers && bare(headers);
  const made = given?.type === "NewExpression" ? given.arguments[0] : given;
  const objects = made ? optionsOf(source, made) : [];
  return objects.some((object) => {
    const key = object === "unknown" ? null : propertyOf2(object, KEY_HEADER);
    return key !== null && isSteady(source, key, region);
  });
}
function isSteady(source, value, region) {
  return source.places.filter(({ node }) => node.start >= value.start && node.end <= value.end).every(({ node }) => {
    if (node.type === "CallExpression" || node.type === "NewExpression") {
      return STEADY_CALLS.has(calleeName(node) ?? "");
    }
    const init = node.type === "Identifier" ? initOf(source, node.name) : null;
    const within3 = init && init.start >= region.start && init.end <= region.end;
    return !within3 || isSteady(source, init, region);
  });
}
function initOf(source, name) {
  const declared = source.of("VariableDeclarator").filter(({ node }) => identifierName(node.id) === name);
  return declared.length === 1 ? declared[0]?.node.init ?? null : null;
}
function propertyOf2(object, name) {
  for (const property of object.properties) {
    if (property.type !== "SpreadElement" && name.test(keyOf2(property) ?? "")) return property.value;
  }
  return null;
}
function keyOf2(property) {
  if (property.computed) return null;
  return identifierName(property.key) ?? stringValue(property.key);
}

// repair/templates/retry.ts
var TRANSIENT = [
  "bad_payload",
  "upstream_failure",
  "connection",
  "database_conflict"
];
var RESIDUAL = 1e-3;
var MOST_ATTEMPTS = 8;
var retry = {
  name: "retry",
  answers: [...TRANSIENT, "client_timeout", "absent_value"],
  *propose(input) {
    const { clues } = input;
    const upstream = clues.has("database_conflict") ? isQueryCall : isHttpCall;
    if (!clues.has(...TRANSIENT, "client_timeout") && !evidenceOfAnswers(input)) return;
    const fit = clues.has(...TRANSIENT) && !answersAlike(input) ? 0.9 : 0.5;
    for (const attempts of attemptsFor(input)) {
      const functions = functionsCalling(input.source, upstream);
      const outermost = Math.max(...functions.values());
      for (const [place, steps] of functions) {
        const region = regionOf(place);
        if (!place.node.async || !region || unrepeatable(input.source, region).has(place.node)) continue;
        yield {
          edits: loop(input, region, attempts),
          rationale: `The call fails intermittently; retry it up to ${attempts} times with growing pauses, then throw the last error.`,
          prior: fit * 0.9 ** (outermost - steps) * (attempts === attemptsFor(input)[0] ? 1 : 0.9),
          at: place.node
        };
      }
      yield* statusRetries(input, attempts);
    }
  }
};
function attemptsFor({ clues, evidence }) {
  const runs = Math.max(1, evidence.runs);
  const share = Math.min(1, clues.share(...TRANSIENT) || clues.share("absent_value", "client_timeout"));
  if (share >= 0.95) return [4, MOST_ATTEMPTS];
  const expected = (share * runs + 1) / (runs + 2);
  const needed = Math.ceil(Math.log(RESIDUAL) / Math.log(expected));
  return [Math.min(MOST_ATTEMPTS, Math.max(2, needed))];
}
function answersAlike({ clues, evidence }) {
  const { samples = [], statuses = {} } = evidence.observations.upstreams.find(({ calls: calls2 }) => calls2 > 0) ?? {};
  const good = Object.keys(statuses).every((status) => /^2/.test(status));
  return clues.share("bad_payload") >= 0.95 && good && samples.length > 0 && shapesOf(samples).size === 1;
}
function evidenceOfAnswers({ evidence }) {
  return evidence.observations.upstreams.some((upstream) => upstream.calls > 0);
}
function regionOf({ node }) {
  const statements2 = node.body?.type === "BlockStatement" ? node.body.body : [];
  const tried = statements2.find((statement) => statement.type === "TryStatement");
  const inner = tried?.handler && !tried.handler.body.body.some(({ type }) => type === "ThrowStatement") ? tried.block.body : statements2;
  const [first, last] = [inner[0], inner.at(-1)];
  return first && last ? { start: first.start, end: last.end } : null;
}
function loop({ source, clues }, region, attempts) {
  const attempt = freshName(source, "attempt");
  const error = freshName(source, "error");
  const other = clues.has("database_conflict") ? ` || !/^40/.test(String(Object(${error}).code))` : "";
  return wrapStatements(
    source,
    region,
    [`for (let ${attempt} = 1; ; ${attempt}++) {`, "  try {"],
    [
      `  } catch (${error}) {`,
      `    if (${attempt} >= ${attempts}${other}) throw ${error};`,
      `    await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * 2 ** ${attempt})));`,
      "  }",
      "}"
    ]
  );
}
function* statusRetries({ source, clues }, attempts) {
  if (!clues.has("upstream_failure")) return;
  for (const place of source.of("VariableDeclaration")) {
    const [declarator] = place.node.declarations;
    const init = declarator?.init;
    if (declarator?.id.type !== "Identifier" || init?.type !== "AwaitExpression" || !isHttpCall(init.argument) || !isRepeatable(source, init.argument, init))
      continue;
    if ([...ancestors(place)].every((at3) => !isAsync(at3))) continue;
    const attempt = freshName(source, "attempt");
    const name = declarator.id.name;
    const keyword = { start: place.node.start, end: place.node.start + place.node.kind.length, text: "let" };
    const text = [
      `
for (let ${attempt} = 1; ${attempt} < ${attempts} && (${name}.status === 429 || ${name}.status >= 500); ${attempt}++) {`,
      `  await new Promise((resolve) => setTimeout(resolve, Math.min(2000, 50 * 2 ** ${attempt})));`,
      `  ${name} = ${source.slice(init)};`,
      "}"
    ].join("\n");
    yield {
      edits: [keyword, { start: place.node.end, end: place.node.end, text }],
      rationale: `The upstream is temporarily unavailable at times; try up to ${attempts} times before its status counts.`,
      prior: 0.7,
      at: place.node
    };
  }
}
function isAsync({ node }) {
  return "async" in node && node.async === true;
}

// repair/templates/limit-wait.ts
var PATIENCE_MS = [1e3, 5e3];
var ONCE_MS = [3e3, 5e3, 1e3];
var ATTEMPTS = 4;
var limitWait = {
  name: "limit-wait",
  answers: ["hang"],
  *propose(input) {
    const { source, evidence } = input;
    const silent = evidence.observations.upstreams.some(({ statuses }) => (statuses.unanswered ?? 0) > 0);
    if (!silent) return;
    const never = evidence.observations.upstreams.some(
      ({ calls: calls2, statuses }) => calls2 > 0 && statuses.unanswered === calls2
    );
    for (const { node } of source.of("CallExpression")) {
      if (!isHttpCall(node) || identifierName(bare(node.callee)) !== "fetch") continue;
      for (const [index, ms] of PATIENCE_MS.entries()) {
        const edit = withLimit(node.arguments, ms);
        if (!edit) continue;
        const rationale = `The call has no timeout, and the upstream sometimes never responds; limit it to ${ms} ms`;
        for (const [place, steps] of functionsCalling(source, isHttpCall)) {
          const around2 = place.node.async && node.start > place.node.start ? regionOf(place) : null;
          const region = around2 && !unrepeatable(source, around2).has(place.node) ? around2 : null;
          const edits = region && node.end < place.node.end ? mergeEdits([edit], loop(input, region, ATTEMPTS)) : null;
          if (!edits) continue;
          yield {
            edits,
            rationale: `${rationale} and retry up to ${ATTEMPTS} times.`,
            prior: (0.9 - 0.1 * index) * 0.95 ** steps,
            at: node
          };
        }
      }
      for (const [index, ms] of ONCE_MS.entries()) {
        const edit = withLimit(node.arguments, ms);
        if (!edit) continue;
        const rationale = `The call has no timeout, and the upstream never responds; limit it to ${ms} ms.`;
        yield { edits: [edit], rationale, prior: (never ? 0.95 : 0.4) - 0.1 * index, at: node };
      }
    }
  }
};
function withLimit([url, options], ms) {
  const signal = `signal: AbortSignal.timeout(${ms})`;
  if (!url) return null;
  if (!options) return { start: url.end, end: url.end, text: `, { ${signal} }` };
  if (options.type !== "ObjectExpression") return null;
  const has = options.properties.some(
    (property) => property.type === "SpreadElement" || identifierName(property.key) === "signal"
  );
  if (has) return null;
  const separator = options.properties.length > 0 ? ", " : " ";
  return { start: options.start + 1, end: options.start + 1, text: ` ${signal}${separator}`.trimEnd() };
}

// repair/templates/loop-condition.ts
var loopCondition = {
  name: "loop-condition",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const fit = clues.has("hang") || clues.has("absent_value") ? 1.3 : 1;
    for (const place of source.of("WhileStatement", "DoWhileStatement", "ForStatement")) {
      const { test, body } = place.node;
      if (!test) continue;
      const endless = bare(test).type === "Literal";
      const text = source.slice(body);
      for (const [distance, binding] of scopes.visible(source.placeOf(test)).entries()) {
        const used = new RegExp(`(?<![\\w$.])${binding.name.replace(/\$/g, "\\$")}(?![\\w$])`);
        if (!used.test(text) || binding.how === "function" || binding.how === "import") continue;
        const consumed = new RegExp(
          `${used.source}\\.(pop|shift|splice|delete|clear)\\(|${used.source} = `
        ).test(text);
        const condition = hasMore(binding);
        if (!condition || source.slice(test).includes(condition)) continue;
        const weight = (consumed ? 1 : 0.45) * 0.97 ** distance;
        if (endless) {
          yield {
            edits: [replaceNode(test, condition)],
            rationale: shouldBe(`while (${source.slice(test)})`, `while (${condition})`),
            prior: 0.62 * weight * fit,
            at: test
          };
        } else {
          const both = `${condition} && ${operand(source, test)}`;
          yield {
            edits: [replaceNode(test, both)],
            rationale: shouldBe(source.slice(test), both),
            prior: 0.3 * weight * fit,
            at: test
          };
        }
      }
    }
    for (const { node, parent } of source.of("IfStatement")) {
      const loop2 = parent && isLoop(parent.node);
      const head = { start: node.start, end: node.start + 2 };
      if (!node.alternate) {
        yield {
          edits: [replaceNode(head, "while")],
          rationale: "The statement must repeat while the condition holds.",
          prior: loop2 ? 0.1 : 0.16,
          at: node
        };
      }
    }
    for (const { node } of source.of("WhileStatement")) {
      const head = { start: node.start, end: node.start + 5 };
      yield {
        edits: [replaceNode(head, "if")],
        rationale: "The statement must run once, not in a loop.",
        prior: 0.1,
        at: node
      };
    }
  }
};
function hasMore({ name, kind }) {
  if (kind === "array" || kind === "string") return `${name}.length > 0`;
  if (kind === "set" || kind === "map") return `${name}.size > 0`;
  if (kind === "number") return `${name} > 0`;
  return kind === "unknown" || kind === "object" ? name : null;
}

// repair/templates/loop-form.ts
var loopForm = {
  name: "loop-form",
  answers: LOGIC,
  *propose({ source, clues }) {
    for (const { node } of source.of("ForInStatement", "ForOfStatement")) {
      const word = node.type === "ForInStatement" ? "of" : "in";
      const start = source.text.indexOf(node.type === "ForInStatement" ? " in " : " of ", node.left.end) + 1;
      yield {
        edits: [replaceNode({ start, end: start + 2 }, word)],
        rationale: word === "of" ? "The values are meant, not the keys." : "The keys are meant, not the values.",
        prior: word === "of" ? 0.5 : 0.14,
        at: node
      };
    }
    for (const { node, parent } of source.of("UpdateExpression")) {
      const loop2 = parent?.node.type === "ForStatement";
      const other = node.operator === "++" ? "--" : "++";
      const text = node.prefix ? other + source.slice(node.argument) : source.slice(node.argument) + other;
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: loop2 ? 0.22 : 0.28,
        at: node
      };
      if (parent?.node.type !== "ExpressionStatement" && !loop2) {
        const moved = node.prefix ? source.slice(node.argument) + node.operator : node.operator + source.slice(node.argument);
        yield {
          edits: [replaceNode(node, moved)],
          rationale: shouldBe(source.slice(node), moved),
          prior: 0.3,
          at: node
        };
      }
    }
    for (const { node, parent } of source.of("VariableDeclaration")) {
      if (node.kind !== "var") continue;
      const loop2 = ["ForStatement", "ForInStatement", "ForOfStatement"].includes(parent?.node.type ?? "");
      yield {
        edits: [replaceNode({ start: node.start, end: node.start + 3 }, "let")],
        rationale: "Each iteration needs its own variable.",
        prior: loop2 ? 0.34 : 0.08,
        at: node
      };
    }
    for (const { node } of source.of("ForStatement")) {
      const { update, body } = node;
      const counter = update?.type === "UpdateExpression" ? update.argument : update?.type === "AssignmentExpression" ? update.left : null;
      if (!update || counter?.type !== "Identifier") continue;
      const taken = new RegExp(`(?<![\\w$.])${counter.name} \\+ ([A-Za-z_$][\\w$]*)(?![\\w$.(])`).exec(
        source.slice(body)
      )?.[1];
      const text = `${counter.name} += ${taken}`;
      if (taken && source.slice(update) !== text) {
        yield {
          edits: [replaceNode(update, text)],
          rationale: shouldBe(source.slice(update), text),
          prior: 0.72,
          at: node
        };
      }
    }
    for (const place of source.of("ForStatement")) {
      const { init, test, update } = place.node;
      const declarator = init?.type === "VariableDeclaration" ? init.declarations[0] : null;
      const forwards = update?.type === "UpdateExpression" && update.operator === "++";
      if (declarator?.id.type !== "Identifier" || test?.type !== "BinaryExpression" || !declarator.init || !forwards)
        continue;
      const name = declarator.id.name;
      const first = source.slice(declarator.init);
      const bound = source.slice(test.right);
      const last = test.operator === "<" ? `${bound} - 1` : bound;
      if (test.operator !== "<" && test.operator !== "<=") continue;
      yield {
        edits: [
          replaceNode(declarator.init, last),
          replaceNode(test, `${name} >= ${first}`),
          replaceNode(update, `${name}--`)
        ],
        rationale: "The loop must run backwards, so that it does not read what it has written.",
        prior: wantsLast(source, place) ? 0.6 : clues.differences.has("other_order") ? 0.24 : 0.15,
        at: place.node
      };
    }
  }
};
function wantsLast(source, loop2) {
  const owner = functionAround(loop2);
  const returns2 = source.of("ReturnStatement").some(({ node }) => node.argument && node.start > loop2.node.start && node.end < loop2.node.end);
  return returns2 && /last|latest|newest|recent|final|trailing/i.test((owner && functionName(owner)) ?? "");
}

// repair/templates/missing-argument.ts
var missingArgument = {
  name: "missing-argument",
  answers: LOGIC,
  *propose({ source, scopes }) {
    const functions = new Map(
      source.places.filter((place) => isFunction(place.node)).flatMap(
        (place) => functionName(place) ? [[functionName(place), place.node]] : []
      )
    );
    for (const place of source.of("CallExpression")) {
      const { node } = place;
      const name = identifierName(node.callee) ?? memberName(node.callee);
      const called = name ? functions.get(name) : void 0;
      const parameter = called?.params[node.arguments.length];
      if (called && parameter && functionAround(place)) {
        const wanted = parameter.type === "Identifier" ? parameter.name : parameter.type === "AssignmentPattern" ? identifierName(parameter.left) : null;
        const body = called.body ? source.placeOf(called.body) : place;
        const kind = wanted ? scopes.binding(body, wanted)?.kind ?? "unknown" : "unknown";
        for (const [distance, binding] of scopes.visible(place).entries()) {
          if (!compatible(kind, binding.kind) || binding.how === "function" || binding.how === "import")
            continue;
          const same = binding.name === wanted;
          const separator = node.arguments.length ? ", " : "";
          yield {
            edits: [{ start: node.end - 1, end: node.end - 1, text: separator + binding.name }],
            rationale: `Pass "${binding.name}" to "${brief(source.slice(node))}".`,
            prior: (same ? 0.72 : 0.2) * 0.97 ** distance,
            at: node
          };
        }
      }
    }
    for (const { node, parent } of source.of("CallExpression")) {
      for (const argument of node.arguments) {
        if (argument.type !== "Identifier" || !["parseInt", "Number"].includes(argument.name)) continue;
        if (memberName(node.callee) === "map" && argument.name === "parseInt" && parent) {
          yield {
            edits: [replaceNode(argument, "(item) => parseInt(item, 10)")],
            rationale: "map() passes the index as the second argument, which parseInt() takes as the radix.",
            prior: 0.8,
            at: node
          };
        }
      }
    }
  }
};

// repair/templates/missing-await.ts
var PROMISING = /* @__PURE__ */ new Set([
  "json",
  "text",
  "arrayBuffer",
  "formData",
  "all",
  "allSettled",
  "race",
  "any",
  "readFile",
  "writeFile"
]);
var missingAwait = {
  name: "missing-await",
  answers: [...LOGIC, "bad_payload", "connection", "pool_exhausted"],
  *propose({ source, others, clues }) {
    const promised = promisingNames([source, ...others]);
    const fit = clues.has("unawaited") || clues.differences.has("other_type") ? 1.1 : 1;
    for (const place of source.of("CallExpression")) {
      const { node } = place;
      const name = calleeName(node) ?? "";
      const known = promised.has(name) || isHttpCall(node) || isQueryCall(node) && memberName(node.callee) !== null;
      if (!known && !(PROMISING.has(name) && memberName(node.callee))) continue;
      const owner = functionAround(place);
      if (isAwaited(place) || !owner) continue;
      const returned = place.parent?.node.type === "ReturnStatement" || owner.node.body === node;
      const edits = [
        replaceNode(node, inChain(place) ? `(await ${source.slice(node)})` : `await ${source.slice(node)}`)
      ];
      if (!owner.node.async) edits.unshift(...makeAsync(owner));
      yield {
        edits,
        rationale: `"${brief(source.slice(node))}" is still a promise; await it.`,
        prior: (owner.node.async ? 0.78 : 0.4) * (returned ? 0.45 : 1) * fit,
        at: node
      };
    }
    for (const { node, parent } of source.of("CallExpression")) {
      const [callback] = node.arguments;
      const name = memberName(node.callee);
      if (!callback || !isFunction(callback) || !callback.async || is(parent, "AwaitExpression")) continue;
      const owner = functionAround(source.placeOf(node));
      if (!owner?.node.async || !name || parent?.node.type === "CallExpression") continue;
      const list = name === "forEach" && node.callee.type === "MemberExpression" ? node.callee.property : null;
      if (name !== "map" && !list) continue;
      const text = source.slice(node);
      const mapped2 = list ? `${text.slice(0, list.start - node.start)}map${text.slice(list.end - node.start)}` : text;
      yield {
        edits: [replaceNode(node, `await Promise.all(${mapped2})`)],
        rationale: `"${name}" does not wait for its asynchronous callbacks; wait with Promise.all.`,
        prior: 0.75 * fit,
        at: node
      };
    }
    for (const { node } of source.of("ForOfStatement")) {
      const call = bare(node.right);
      if (node.await || call.type !== "CallExpression" || !promised.has(calleeName(call) ?? "")) continue;
      yield {
        edits: [{ start: node.start + 3, end: node.start + 3, text: " await" }],
        rationale: "The iterable is asynchronous; use for await.",
        prior: 0.5,
        at: node
      };
    }
  }
};
function isAwaited(place) {
  let at3 = place.parent;
  while (at3 && ["ParenthesizedExpression", "TSAsExpression", "ChainExpression"].includes(at3.node.type))
    at3 = at3.parent;
  if (!at3) return false;
  if (at3.node.type === "AwaitExpression" || at3.node.type === "ArrayExpression") return true;
  if (at3.node.type === "UnaryExpression" && at3.node.operator === "void") return true;
  if (at3.node.type === "MemberExpression")
    return ["then", "catch", "finally", "on", "execute"].includes(memberName(at3.node) ?? "");
  return at3.node.type === "CallExpression" && ["all", "allSettled", "race"].includes(calleeName(at3.node) ?? "");
}
function inChain({ parent, key }) {
  return parent?.node.type === "MemberExpression" && key === "object";
}
function makeAsync({ node, parent }) {
  const start = parent?.node.type === "MethodDefinition" ? parent.node.key.start : node.start;
  return [{ start, end: start, text: "async " }];
}

// repair/templates/missing-return.ts
var missingReturn = {
  name: "missing-return",
  answers: LOGIC,
  *propose({ source, clues, scopes }) {
    const fit = clues.differences.has("undefined") || clues.has("absent_value") ? 1.3 : 1;
    for (const place of source.of("ExpressionStatement")) {
      const { node } = place;
      const value = bare(node.expression);
      if (["AssignmentExpression", "UpdateExpression", "AwaitExpression", "YieldExpression"].includes(
        value.type
      ))
        continue;
      if (value.type === "Literal" || node.directive) continue;
      const call = value.type === "CallExpression";
      const prior = call ? isRecursive(source.placeOf(value)) ? 0.5 : isLast(place) ? 0.3 : 0.08 : 0.8;
      yield {
        edits: [{ start: node.start, end: node.start, text: "return " }],
        rationale: `The value of "${brief(source.slice(node))}" is discarded; return it.`,
        prior: Math.min(0.9, prior * fit),
        at: node
      };
    }
    for (const place of source.places) {
      if (!isFunction(place.node) || place.node.body?.type !== "BlockStatement") continue;
      const { body } = place.node.body;
      const last = body.at(-1);
      if (!last || last.type === "ReturnStatement" || last.type === "ThrowStatement") continue;
      const returns2 = source.of("ReturnStatement").filter(({ node }) => node.argument && node.start > place.node.start && node.end < place.node.end);
      const variables = scopes.visible(source.placeOf(last)).filter(({ scope, how }) => scope === place.node.body && how !== "function");
      for (const variable of variables) {
        yield {
          edits: [
            {
              start: last.end,
              end: last.end,
              text: `
${" ".repeat(column(source.text, last.start))}return ${variable.name};`
            }
          ],
          rationale: `The function returns nothing; return "${variable.name}".`,
          prior: (returns2.length === 0 ? 0.5 : 0.3) * (scopes.reads(variable) === 0 ? 1.3 : 1) * fit,
          at: last
        };
      }
    }
  }
};
function isLast({ node, parent }) {
  const list = parent?.node;
  return list?.type === "BlockStatement" && list.body.at(-1) === node && parent?.parent !== null && isFunction(parent.parent?.node ?? node);
}
function column(text, offset) {
  return offset - (text.lastIndexOf("\n", offset - 1) + 1);
}

// repair/templates/move-statement.ts
var FIXED = /* @__PURE__ */ new Set([
  "ReturnStatement",
  "BreakStatement",
  "ContinueStatement",
  "ThrowStatement",
  "FunctionDeclaration",
  "ClassDeclaration"
]);
var moveStatement = {
  name: "move-statement",
  answers: LOGIC,
  *propose({ source }) {
    for (const { place, statements: statements2 } of statementLists(source)) {
      for (const [index, first] of statements2.entries()) {
        const second = statements2[index + 1];
        if (!second || FIXED.has(first.type) || FIXED.has(second.type) || first.type === "VariableDeclaration")
          continue;
        const [a, b] = [source.slice(first), source.slice(second)];
        if (a === b || a.length + b.length > 400) continue;
        const simple = [first, second].every(({ type }) => type === "ExpressionStatement") ? 1 : 0.7;
        yield {
          edits: [replaceNode(first, b), replaceNode(second, a)],
          rationale: `"${brief(b)}" must run before "${brief(a)}".`,
          prior: 0.26 * simple,
          at: first
        };
      }
      const outer = place.parent;
      const inner = statements2.at(-1);
      if (!outer || !inner || statements2.length < 2) continue;
      const repeated = isLoop(outer.node);
      if (!repeated && outer.node.type !== "IfStatement") continue;
      if (inner.type === "ExpressionStatement") {
        const edits = [
          removeStatement(source, inner),
          ...insertAfter(source, outer.node, source.slice(inner))
        ];
        yield {
          edits,
          rationale: `"${brief(source.slice(inner))}" must run once, after ${repeated ? "the loop" : "the condition"}.`,
          prior: repeated ? 0.12 : 0.18,
          at: inner
        };
      }
      const [start] = statements2;
      if (repeated && start?.type === "VariableDeclaration" && start.kind === "let") {
        const edits = [
          removeStatement(source, start),
          ...insertBefore(source, outer.node, source.slice(start))
        ];
        yield {
          edits,
          rationale: `"${brief(source.slice(start))}" must run once, before the loop.`,
          prior: 0.4,
          at: start
        };
      }
    }
    for (const { statements: statements2 } of statementLists(source)) {
      for (const [index, declaration] of statements2.entries()) {
        const loop2 = statements2[index + 1];
        if (declaration.type !== "VariableDeclaration" || !loop2 || !isLoop(loop2)) continue;
        const body = loop2.body;
        if (body?.type !== "BlockStatement" || !body.body[0]) continue;
        const edits = [
          removeStatement(source, declaration),
          ...insertBefore(source, body.body[0], source.slice(declaration))
        ];
        yield {
          edits,
          rationale: `"${brief(source.slice(declaration))}" must be reset in each iteration.`,
          prior: 0.26,
          at: declaration
        };
      }
    }
  }
};

// repair/templates/negate-condition.ts
var negateCondition = {
  name: "negate-condition",
  answers: LOGIC,
  *propose({ source, clues, scopes }) {
    const fit = clues.differences.has("negated") ? 1.2 : 1;
    for (const { node } of source.of("UnaryExpression")) {
      if (node.operator !== "!") continue;
      const text = source.slice(node.argument);
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: 0.34 * fit,
        at: node
      };
    }
    for (const { node } of source.of(
      "IfStatement",
      "WhileStatement",
      "ConditionalExpression",
      "DoWhileStatement"
    )) {
      yield* negated(node.test);
    }
    for (const { node } of source.of("LogicalExpression")) {
      if (node.operator === "??") continue;
      for (const side of [node.left, node.right]) if (scopes.kind(side) === "boolean") yield* negated(side);
    }
    for (const { node } of source.of("ReturnStatement", "ArrowFunctionExpression")) {
      const result = node.type === "ReturnStatement" ? node.argument : node.body;
      if (result && scopes.kind(result) === "boolean") yield* negated(result);
    }
    function* negated(test) {
      const inner = bare(test);
      if (inner.type === "UnaryExpression" || inner.type === "Literal") return;
      if (inner.type === "BinaryExpression" && inner.operator !== "in" && inner.operator !== "instanceof")
        return;
      const text = `!${operand(source, test)}`;
      yield {
        edits: [replaceNode(test, text)],
        rationale: shouldBe(source.slice(test), text),
        prior: 0.3 * fit,
        at: test
      };
    }
  }
};

// repair/templates/order-cases.ts
var orderCases = {
  name: "order-cases",
  answers: LOGIC,
  *propose({ source }) {
    for (const { statements: statements2 } of statementLists(source)) {
      for (const run of runsOf(source, statements2)) {
        const [first] = run;
        const down = first?.operator.startsWith(">");
        const sorted2 = run.toSorted((a, b) => down ? b.bound - a.bound : a.bound - b.bound);
        if (!first || sorted2.every((each, index) => each === run[index])) continue;
        yield {
          edits: run.map(({ node }, index) => replaceNode(node, source.slice(sorted2[index]?.node ?? node))),
          rationale: `"${brief(source.slice(first.test))}" shadows later cases; check the narrower ones first.`,
          prior: 0.9,
          at: first.node
        };
      }
    }
  }
};
function runsOf(source, statements2) {
  const runs = [];
  let run = [];
  for (const statement of statements2) {
    const found2 = caseOf(source, statement);
    const [first] = run;
    if (!found2 || first && (first.subject !== found2.subject || first.operator !== found2.operator)) run = [];
    if (!found2) continue;
    run.push(found2);
    if (run.length === 2) runs.push(run);
  }
  return runs;
}
function caseOf(source, node) {
  if (node.type !== "IfStatement" || node.alternate) return null;
  const test = bare(node.test);
  const body = node.consequent.type === "BlockStatement" ? node.consequent.body.at(-1) : node.consequent;
  if (test.type !== "BinaryExpression" || !/^[<>]=?$/.test(test.operator) || body?.type !== "ReturnStatement")
    return null;
  const bound = numberValue(test.right);
  return bound === null ? null : { node, test, subject: source.slice(test.left), operator: test.operator, bound };
}

// repair/templates/payload-member.ts
var payloadMember = {
  name: "payload-member",
  answers: ["bad_payload", "absent_value", "wrong_result", "exception"],
  *propose(input) {
    const keys = keysOf(input);
    if (keys.size === 0) return;
    const { source } = input;
    const uses2 = /* @__PURE__ */ new Map();
    for (const { node, parent } of source.of("MemberExpression", "Property")) {
      const use = node.type === "Property" ? patternUse(node, parent) : memberUse(node);
      if (!use || keys.has(use.name)) continue;
      const of = node.type === "Property" ? `{${node.start}}` : source.slice(node.object);
      const same = `${of}.${use.name}`;
      uses2.set(same, [...uses2.get(same) ?? [], { node, ...use }]);
    }
    for (const same of uses2.values()) {
      for (const key of keys) {
        const near = nameSimilarity(same[0]?.name ?? "", key);
        if (near < 0.45) continue;
        yield suggestion(same, key, 0.35 + 0.5 * near);
        if (same.length > 1) for (const use of same) yield suggestion([use], key, 0.2 + 0.3 * near);
      }
    }
  }
};
function suggestion(uses2, key, prior) {
  const [first] = uses2;
  return {
    edits: uses2.map(({ edit }) => edit(key)),
    rationale: `The responses have no "${first.name}"; read "${key}".`,
    prior,
    at: first.node
  };
}
function memberUse(node) {
  const name = memberName(node);
  return name ? { name, edit: (key) => replaceNode(node.property, key) } : null;
}
function patternUse(node, parent) {
  const name = stringValue(node.key) ?? (node.key.type === "Identifier" ? node.key.name : null);
  if (!name || parent?.node.type !== "ObjectPattern") return null;
  const { key, shorthand } = node;
  const at3 = shorthand ? { start: node.start, end: node.start } : { start: key.start, end: key.end };
  return { name, edit: (meant) => ({ ...at3, text: shorthand ? `${meant}: ` : meant }) };
}
function keysOf({ evidence }) {
  const found2 = /* @__PURE__ */ new Set();
  const collect = (value) => {
    if (value === null || typeof value !== "object") return;
    for (const [key, inner] of Object.entries(value)) {
      if (!Array.isArray(value) && /^[A-Za-z_$][\w$]*$/.test(key)) found2.add(key);
      collect(inner);
    }
  };
  for (const sample of evidence.observations.upstreams.flatMap(({ samples }) => samples)) {
    try {
      collect(JSON.parse(sample));
    } catch {
    }
  }
  return found2;
}

// repair/templates/helpers/database-refusal.ts
function wantedFor({ evidence }) {
  const failures = [
    ...evidence.failures.map(({ sqlstate, message, output }) => ({
      state: sqlstate,
      text: `${message}
${output}`
    })),
    ...evidence.observations.statements.map(({ sqlstate }) => ({ state: sqlstate, text: "" }))
  ];
  const found2 = failures.find(({ state }) => state !== null && /^2[23]/.test(state));
  if (!found2?.state) return null;
  const text = failures.map((failure) => failure.text).join("\n");
  const key = /Key \("?([\w, ]+?)"?\)=\(/.exec(text)?.[1] ?? columnOf(text);
  const refusal2 = (what, ...wanted) => ({
    state: found2.state,
    what,
    wanted: wanted.map(([status, message]) => ({ status, message })),
    type: /invalid input (?:syntax|value) for (?:type |enum )?([\w ]+?):/.exec(text)?.[1] ?? outOfRange(text),
    value: /: "([^"\n]*)"/.exec(text)?.[1] ?? null
  });
  switch (found2.state) {
    case "23505":
    case "23P01":
      return refusal2("a value that is taken", [409, `${key ?? "the value"} is taken`]);
    case "23503":
      return refusal2(
        "a reference to what does not exist, or is still in use",
        [404, `${key ?? "the reference"} does not exist`],
        [409, `${key ?? "the entry"} is in use`],
        [422, `${key ?? "the reference"} does not exist`],
        [400, `${key ?? "the reference"} does not exist`]
      );
    case "23502":
      return refusal2(
        "a value that is missing",
        [400, `${key ?? "a value"} is required`],
        [422, `${key ?? "a value"} is required`]
      );
    case "23514":
      return refusal2(
        "a value that is not allowed",
        [400, `${key ?? "the value"} is not allowed`],
        [422, `${key ?? "the value"} is not allowed`]
      );
    default:
      return refusal2(
        "the value",
        [400, `${key ?? "the value"} is not valid`],
        [404, "not found"],
        [422, `${key ?? "the value"} is not valid`]
      );
  }
}
function columnOf(text) {
  const quoted3 = /column "(\w+)"/.exec(text)?.[1];
  if (quoted3) return quoted3;
  const constraint = /constraint "\w+?_(\w+?)_(?:key|idx|fkey|check|unique)"/.exec(text)?.[1];
  return constraint ?? null;
}
function outOfRange(text) {
  return /out of range for type (\w+)/.exec(text)?.[1] ?? /value too long for type ([\w ]+\(\d+\))/.exec(text)?.[1] ?? null;
}

// repair/templates/refuse-error.ts
var refuseError = {
  name: "refuse-error",
  answers: ["constraint", "bound_value"],
  *propose(input) {
    const refused = wantedFor(input);
    if (!refused) return;
    const { state, wanted, what } = refused;
    for (const { call, weight } of failingQueries(input, /^2[23]...$/)) {
      for (const place of placesOf(input, call)) {
        for (const answer of answersAt(input, place, wanted)) {
          yield {
            edits: around(input, place, state, answer.text),
            rationale: `The database refuses ${what} (${state}); the request is answered with ${answer.status} then.`,
            prior: (/^2201/.test(state) ? 0.7 : 0.9) * weight * answer.weight,
            at: call.node
          };
        }
      }
    }
    yield* inHandlers(input, state, wanted, what);
  }
};
function placesOf({ source }, call) {
  const owner = functionAround(call);
  const name = owner ? functionName(owner) : null;
  const callers = name ? source.of("CallExpression").filter(({ node }) => calleeName(node) === name) : [];
  return [call, ...callers].map(statementInFunction).filter((place) => place !== null);
}
function around({ source }, place, state, answer) {
  const error = freshName(source, "error", functionAround(place)?.node);
  return wrapStatements(
    source,
    withWhatNeedsIt(place),
    ["try {"],
    [
      `} catch (${error}) {`,
      `  if (${codeOf(source, error)} !== '${state}') throw ${error};`,
      ...answer.split("\n").map((line) => `  ${line}`),
      "}"
    ]
  );
}
function* inHandlers(input, state, wanted, what) {
  const { source } = input;
  for (const place of source.places) {
    const body = handlerBody(place.node);
    const first = body?.list[0];
    if (!body || !first) continue;
    for (const answer of answersAt(input, source.placeOf(first), wanted)) {
      yield {
        edits: guard(source, first, `${codeOf(source, body.error)} === '${state}'`, answer.text),
        rationale: `The database refuses ${what} (${state}); the service's handler of errors answers with ${answer.status}.`,
        prior: 0.55 * answer.weight,
        at: first
      };
    }
  }
}
function codeOf(source, error) {
  return source.path.endsWith("ts") ? `(${error} as { code?: string }).code` : `${error}.code`;
}
function handlerBody(node) {
  if (node.type === "CatchClause") {
    const error2 = node.param ? identifierName(node.param) : null;
    return error2 ? { error: error2, list: node.body.body } : null;
  }
  if (!isFunction(node) || node.body?.type !== "BlockStatement") return null;
  const error = node.params.map((one) => identifierName(one)).find((name) => /^(e|err|error)$/.test(name ?? ""));
  return error ? { error, list: node.body.body } : null;
}

// repair/templates/refuse-input.ts
var refuseInput = {
  name: "refuse-input",
  answers: ["bound_value"],
  *propose(input) {
    const refused = wantedFor(input);
    if (!refused) return;
    const { source } = input;
    for (const query of failingQueries(input, /^22...$/)) {
      const statement = statementInFunction(query.call);
      if (!statement) continue;
      for (const [node, weight] of suspects(input, query, refused)) {
        const test = failingTest(input, node, refused.type);
        if (!test || !isCheap(node)) continue;
        const missing = isKey2(source.slice(node)) ? [{ status: 404, message: "not found" }] : [];
        for (const answer of answersAt(input, statement, [...missing, ...refused.wanted])) {
          yield {
            edits: guard(source, statement.node, test, answer.text),
            rationale: `"${brief(source.slice(node))}" cannot be a ${refused.type}; the request is answered with ${answer.status} before the database is asked.`,
            prior: 0.88 * query.weight * weight * answer.weight,
            at: node
          };
        }
      }
    }
  }
};
function suspects({ evidence }, query, { value }) {
  const values = listedValues(query);
  const bound = evidence.observations.statements.find(
    ({ text, sqlstate, parameters }) => sqlstate && parameters && query.text?.matches(text)
  )?.parameters;
  const index = value === null ? -1 : bound?.indexOf(value) ?? -1;
  const found2 = index >= 0 ? values[index] : void 0;
  return found2 ? [[found2, 1]] : values.map((node) => [node, values.length === 1 ? 0.95 : 0.6]);
}
var UUID = "/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i";
var LARGEST = { smallint: "32767", integer: "2147483647" };
function failingTest({ source, scopes }, node, type) {
  const text = source.slice(node);
  const isNumber = scopes.kind(node) === "number";
  const length = /^character varying\((\d+)\)|^character\((\d+)\)/.exec(type ?? "");
  if (length) return `${operand(source, node)}.length > ${length[1] ?? length[2]}`;
  switch (type) {
    case "uuid":
      return `!${UUID}.test(${text})`;
    case "smallint":
    case "integer":
      return isNumber ? `!Number.isInteger(${text}) || Math.abs(${text}) > ${LARGEST[type]}` : `!/^-?\\d+$/.test(String(${text})) || Math.abs(Number(${text})) > ${LARGEST[type]}`;
    case "bigint":
      return isNumber ? `!Number.isSafeInteger(${text})` : `!/^-?\\d{1,18}$/.test(String(${text}))`;
    case "numeric":
    case "double precision":
    case "real":
      return isNumber ? `!Number.isFinite(${text})` : `${text} === '' || !Number.isFinite(Number(${text}))`;
    case "date":
    case "timestamp":
    case "timestamp with time zone":
      return `Number.isNaN(Date.parse(${text}))`;
    default:
      return null;
  }
}
function isKey2(text) {
  return /params|(^|[._])(id|uuid|key|slug)$|Id$/i.test(text);
}
function isCheap(node) {
  return isPure(node) || node.type === "CallExpression";
}

// repair/templates/regroup.ts
var regroup = {
  name: "regroup",
  answers: LOGIC,
  *propose({ source }) {
    for (const { node } of source.of("BinaryExpression", "LogicalExpression")) {
      const { left, right } = node;
      if (left.type === "BinaryExpression" || left.type === "LogicalExpression") {
        if (left.operator === node.operator && ["+", "*", "&&", "||"].includes(node.operator)) continue;
        const range = operatorRange(source, left, right, node.operator);
        const text = `${source.slice(left.left)} ${left.operator} (${source.slice(left.right)} ${source.text.slice(range.start, range.end)} ${source.slice(right)})`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: /[<>=]/.test(left.operator + node.operator) ? 0.08 : 0.28,
          at: node
        };
      }
      if (right.type === "BinaryExpression" || right.type === "LogicalExpression") {
        const text = `(${source.slice(left)} ${node.operator} ${source.slice(right.left)}) ${right.operator} ${source.slice(right.right)}`;
        const mixed = /[<>=]/.test(right.operator) ? 0.2 : 0.34;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: mixed,
          at: node
        };
      }
      for (const side of [left, right]) {
        if (side.type !== "ParenthesizedExpression") continue;
        const inner = bare(side);
        if (inner.type !== "BinaryExpression" && inner.type !== "LogicalExpression") continue;
        if (node.operator === "??" || inner.operator === "??") continue;
        yield {
          edits: [replaceNode(side, source.slice(inner))],
          rationale: shouldBe(
            source.slice(node),
            source.slice(node).replace(source.slice(side), source.slice(inner))
          ),
          prior: 0.2,
          at: node
        };
      }
      if (left.type === "UnaryExpression" && left.operator === "!" && /^([!=]==?|in|instanceof)$/.test(node.operator)) {
        const text = `!(${source.slice(left.argument)} ${node.operator} ${source.slice(right)})`;
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.7,
          at: node
        };
      }
    }
    for (const { node } of source.of("BinaryExpression")) {
      const call = node.left;
      if (call.type !== "CallExpression" || call.arguments.length !== 1 || !call.arguments[0]) continue;
      if (!/^Math\.(floor|ceil|round|trunc|abs|sqrt)$/.test(source.slice(call.callee))) continue;
      const text = `${source.slice(call.callee)}(${source.slice(call.arguments[0])} ${node.operator} ${source.slice(node.right)})`;
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: 0.36,
        at: node
      };
    }
  }
};

// repair/templates/release.ts
var PAIRS = new Map(
  Object.entries({
    connect: "release",
    acquire: "release",
    getConnection: "release",
    reserve: "release",
    lock: "unlock",
    open: "close"
  })
);
var release = {
  name: "release",
  answers: ["pool_exhausted", "hang", "connection", "exception", "wrong_result"],
  *propose({ source, clues }) {
    for (const place of source.of("VariableDeclaration")) {
      const [declarator] = place.node.declarations;
      const name = identifierName(declarator?.id);
      const init = declarator?.init ? bare(declarator.init) : null;
      const call = init?.type === "AwaitExpression" ? init.argument : init;
      const give = call ? PAIRS.get(calleeName(call) ?? "") : void 0;
      if (!name || !give || !isListed(place) || !memberName(call?.callee ?? place.node))
        continue;
      const siblings2 = siblingsAfter(place);
      const [first, last] = [siblings2[0], siblings2.at(-1)];
      if (!first || !last || givesBackFinally(source, name, give)) continue;
      const given = source.of("ExpressionStatement").filter(
        ({ node }) => source.slice(node).startsWith(`${name}.${give}(`) && node.start > place.node.end
      );
      const range = { start: first.node.start, end: last.node.end };
      const inside3 = given.filter(({ node }) => node.start >= range.start && node.end <= range.end);
      const edits = wrapStatements(
        source,
        range,
        ["try {"],
        ["} finally {", `  ${name}.${give}();`, "}"]
      );
      for (const { node } of inside3) edits.push({ start: node.start, end: node.end, text: "" });
      yield {
        edits,
        rationale: `${name} is acquired but not always released; release it in finally.`,
        prior: clues.has("pool_exhausted") ? 0.95 : 0.6,
        at: place.node
      };
    }
  }
};
function siblingsAfter(place) {
  const list = place.parent?.node?.body;
  const nodes = Array.isArray(list) ? list.slice((place.index ?? 0) + 1) : [];
  return nodes.map((node, offset) => ({
    node,
    parent: place.parent,
    key: "body",
    index: (place.index ?? 0) + 1 + offset
  }));
}
function givesBackFinally(source, name, give) {
  return source.of("TryStatement").some(({ node }) => node.finalizer !== null && source.slice(node.finalizer).includes(`${name}.${give}(`));
}

// repair/templates/helpers/counterparts.ts
var PAIRS2 = "left/right lo/hi low/high min/max start/end first/last begin/end from/to prev/next head/tail row/col rows/cols width/height source/target src/dst a/b x/y i/j j/k p/q m/n n/k l/r top/bottom front/back before/after old/new key/value index/value parent/child up/down inner/outer lower/upper current/next current/previous numerator/denominator";
var COUNTERPARTS = new Set(
  PAIRS2.split(" ").flatMap((pair2) => {
    const [one, other] = pair2.split("/");
    return [`${one}/${other}`, `${other}/${one}`];
  })
);
function areCounterparts(one, other) {
  if (COUNTERPARTS.has(`${one}/${other}`)) return true;
  const [a, b] = [words(one), words(other)];
  if (a.length !== b.length) return false;
  const different = a.flatMap((word, index) => word === b[index] ? [] : [`${word}/${b[index]}`]);
  return different.length === 1 && a.length > 1 && COUNTERPARTS.has(different[0] ?? "");
}
function words(name) {
  return name.split(/_|(?<=[a-z\d])(?=[A-Z])|(?<=[a-z])(?=\d)/).map((word) => word.toLowerCase());
}

// repair/templates/replace-identifier.ts
var replaceIdentifier = {
  name: "replace-identifier",
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const place of source.of("Identifier")) {
      const { node } = place;
      if (!isReference(place) || isDeclaredHere(place)) continue;
      const own = scopes.binding(place, node.name);
      if (!own) continue;
      const twice = repeats(place) ? 1.6 : 1;
      const written = isWritten(place);
      for (const [distance, other] of scopes.visible(place).entries()) {
        if (other.name === node.name || !mayReplace(own, other, place, written)) continue;
        const unused = scopes.reads(other) > 0 || other.how === "function" ? 1 : computed(other) ? 3 : 2;
        const similar = areCounterparts(node.name, other.name) ? 1 : nameSimilarity(node.name, other.name);
        const sameKind = own.kind === other.kind && own.kind !== "unknown" ? 1 : 0.75;
        const near = 0.985 ** distance;
        yield {
          edits: [replaceNode(node, other.name)],
          rationale: `Use "${other.name}" instead of "${node.name}".`,
          prior: Math.min(
            0.8,
            (0.16 + 0.2 * similar) * sameKind * near * twice * unused * (written ? 0.7 : 1)
          ),
          at: node
        };
      }
    }
  }
};
function mayReplace(own, other, { key, parent }, written) {
  if (other.how === "import" || other.how === "class") return false;
  if (written && (other.how === "constant" || other.how === "function")) return false;
  const called = /^(Call|New)Expression$/.test(parent?.node.type ?? "") && key === "callee";
  if (called !== (other.kind === "function") && (called || other.how === "function")) return false;
  if (!called && other.kind === "function" && own.kind !== "function") return false;
  return compatible(own.kind, other.kind);
}
function computed({ how }) {
  return how === "constant" || how === "variable";
}
function isWritten({ key, parent }) {
  return parent?.node.type === "AssignmentExpression" && key === "left" || parent?.node.type === "UpdateExpression";
}
function isDeclaredHere({ key, parent }) {
  return (parent?.node.type === "ForOfStatement" || parent?.node.type === "ForInStatement") && key === "left";
}
function repeats(place) {
  const parent = place.parent?.node;
  if (parent?.type === "BinaryExpression" || parent?.type === "LogicalExpression") {
    const other = bare(place.key === "left" ? parent.right : parent.left);
    return other.type === "Identifier" && other.name === place.node.name;
  }
  if (parent?.type !== "CallExpression") return false;
  const same = parent.arguments.filter(
    (argument) => argument.type === "Identifier" && argument.name === place.node.name
  );
  return same.length > 1;
}

// repair/templates/replace-member.ts
var SIBLINGS = [
  "push unshift",
  "pop shift",
  "push pop",
  "min max",
  "floor ceil round trunc",
  "some every",
  "find findLast filter",
  "findIndex findLastIndex",
  "indexOf lastIndexOf",
  "startsWith endsWith includes",
  "slice splice",
  "slice substring substr",
  "map flatMap forEach filter",
  "toUpperCase toLowerCase",
  "keys values entries",
  "trim trimStart trimEnd",
  "padStart padEnd",
  "replace replaceAll",
  "log log2 log10",
  "sin cos tan",
  "add delete",
  "set get has",
  "reduce reduceRight",
  "getDate getDay getUTCDate getUTCDay",
  "getMonth getUTCMonth",
  "getFullYear getYear getUTCFullYear",
  "getHours getUTCHours",
  "all allSettled race any",
  "size length",
  "then catch finally",
  "concat push",
  "charCodeAt charAt"
].map((line) => line.split(" "));
var replaceMember = {
  name: "replace-member",
  answers: LOGIC,
  *propose({ source, clues }) {
    const used = /* @__PURE__ */ new Map();
    for (const { node } of source.of("MemberExpression")) {
      const name = memberName(node);
      if (name) used.set(name, (used.get(name) ?? /* @__PURE__ */ new Set()).add(source.slice(node.object)));
    }
    for (const { node } of source.of("Property")) {
      if (!node.computed && node.key.type === "Identifier" && !used.has(node.key.name))
        used.set(node.key.name, /* @__PURE__ */ new Set());
    }
    const builtIn = new Set(SIBLINGS.flat());
    for (const { node, parent, key } of source.of("MemberExpression")) {
      let suggestion4 = function(text, prior) {
        return {
          edits: [replaceNode(node.property, text)],
          rationale: `Use "${object}.${text}" instead of "${object}.${name}".`,
          prior,
          at: node
        };
      };
      var suggestion3 = suggestion4;
      const name = memberName(node);
      if (!name) continue;
      const object = source.slice(node.object);
      const suspected = clues.unknownNames.has(`${object}.${name}`) || clues.absentProperties.has(name) ? 1.5 : 1;
      const siblings2 = new Set(SIBLINGS.filter((line) => line.includes(name)).flat());
      siblings2.delete(name);
      for (const [index, sibling] of [...siblings2].entries()) {
        yield suggestion4(sibling, (0.36 - 0.03 * index) * suspected);
      }
      const called = parent?.node.type === "CallExpression" && key === "callee";
      for (const [other, objects] of builtIn.has(name) || called ? [] : used) {
        if (other === name || builtIn.has(other)) continue;
        const opposite = areCounterparts(name, other) ? 1 : nameSimilarity(name, other);
        const sameObject = objects.has(object) ? 1 : 0.7;
        yield suggestion4(other, Math.min(0.7, (0.08 + 0.34 * opposite) * sameObject * suspected));
      }
    }
  }
};

// repair/templates/restore-finally.ts
var restoreFinally = {
  name: "restore-finally",
  answers: [...LOGIC, "pool_exhausted"],
  *propose({ source }) {
    for (const { statements: statements2 } of statementLists(source)) {
      for (const [index, taken] of statements2.entries()) {
        const set = settingOf(source, taken);
        if (!set) continue;
        const back = statements2.findIndex((other, at3) => at3 > index + 1 && settingOf(source, other) === set);
        const [first, given, last] = [statements2[index + 1], statements2[back], statements2.at(-1)];
        if (!first || !given || !last) continue;
        const text = source.slice(given);
        if (text === source.slice(taken)) continue;
        const edits = wrapStatements(
          source,
          { start: first.start, end: last.end },
          ["try {"],
          ["} finally {", `  ${text}`, "}"]
        );
        yield {
          edits: [...edits, { start: given.start, end: given.end, text: "" }],
          rationale: `"${brief(text)}" is skipped when an error is thrown; move it to finally.`,
          prior: 0.5,
          at: given
        };
      }
    }
  }
};
function settingOf(source, statement) {
  if (statement.type !== "ExpressionStatement") return null;
  const inner = bare(statement.expression);
  if (inner.type === "UpdateExpression") return source.slice(inner.argument);
  if (inner.type === "AssignmentExpression" && bare(inner.right).type === "Literal")
    return source.slice(inner.left);
  if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression") return null;
  const paired = /^(add|delete|acquire|release|lock|unlock|begin|end|start|stop|open|close|enter|leave|pause|resume)$/;
  return paired.test(source.slice(inner.callee.property)) ? `${source.slice(inner.callee.object)}(${inner.arguments.map((argument) => source.slice(argument)).join()})` : null;
}

// repair/templates/rethrow.ts
var rethrow = {
  name: "rethrow",
  answers: LOGIC,
  *propose({ source, clues }) {
    const missed = clues.differences.has("not_thrown");
    for (const { node } of source.of("CatchClause")) {
      const throws = source.of("ThrowStatement").some((place) => place.node.start > node.start && place.node.end < node.end);
      if (throws) continue;
      const name = node.param ? identifierName(node.param) : "error";
      if (!name) continue;
      const last = node.body.body.at(-1);
      const head = node.param ? [] : [{ start: node.start + 5, end: node.start + 5, text: " (error)" }];
      const rationale = "The error is swallowed; rethrow it so that the caller sees it.";
      const ends = last && /^(Return|Continue|Break)Statement$/.test(last.type);
      const thrown = `throw ${name};`;
      const body = ends ? [replaceNode(last, thrown)] : last ? insertAfter(source, last, thrown) : [replaceNode(node.body, `{ ${thrown} }`)];
      yield { edits: [...head, ...body], rationale, prior: missed ? 0.85 : 0.12, at: node };
    }
  }
};

// repair/templates/shift-constant.ts
var shiftConstant = {
  name: "shift-constant",
  answers: LOGIC,
  *propose({ source, clues }) {
    const fit = clues.differences.has("off_by_one") ? 1.25 : 1;
    for (const place of source.of("Literal")) {
      const { node } = place;
      const suggest2 = (text, prior) => ({
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior,
        at: node
      });
      if (typeof node.value === "boolean") {
        const flipped = clues.differences.has("negated") ? 1.15 : 1;
        const looped = place.key === "test" ? 0.3 : 1;
        yield suggest2(String(!node.value), 0.36 * flipped * looped);
      }
      if (typeof node.value !== "number" || !Number.isFinite(node.value)) continue;
      const value = node.value;
      const small = Math.abs(value) <= 2 ? 1 : 0.75;
      const role = weightOf(place);
      if (Number.isInteger(value)) {
        yield suggest2(String(value + 1), 0.36 * small * role * fit);
        if (value > 0) yield suggest2(String(value - 1), 0.36 * small * role * fit);
        else if (place.parent?.node.type !== "UnaryExpression") yield suggest2("-1", 0.2 * role);
      }
      if (value > 0 && countsFromEnd(place)) yield suggest2(`-${value}`, 0.4);
      for (const factor of UNITS3) {
        if (value >= 24 && value % 10 === 0) yield suggest2(`${factor} * ${source.slice(node)}`, 0.14);
        if (value > factor && value % factor === 0) yield suggest2(String(value / factor), 0.14);
      }
      if (value >= 10 && value % 10 === 0) yield suggest2(String(value * 10), 0.12);
      if (value >= 100 && value % 10 === 0) yield suggest2(String(value / 10), 0.12);
    }
  }
};
var UNITS3 = [60, 1e3, 24];
function countsFromEnd({ parent, key, index }) {
  const name = parent?.node.type === "CallExpression" && key === "arguments" ? memberName(parent.node.callee) : null;
  return index === 0 && ["slice", "at", "splice"].includes(name ?? "");
}
function weightOf({ parent, key }) {
  switch (parent?.node.type) {
    case "VariableDeclarator":
    case "AssignmentExpression":
    case "ReturnStatement":
    case "CallExpression":
      return 1.1;
    case "MemberExpression":
      return 0.9;
    case "BinaryExpression":
      return parent.node.operator === "%" ? 0.5 : 1;
    case "Property":
    case "ArrayExpression":
      return key === "key" ? 0 : 0.6;
    default:
      return 0.9;
  }
}

// repair/templates/sort-comparator.ts
var sortComparator = {
  name: "sort-comparator",
  answers: LOGIC,
  *propose({ source, clues }) {
    const fit = clues.differences.has("other_order") ? 1.2 : 1;
    for (const { node } of source.of("CallExpression")) {
      const name = memberName(node.callee);
      if (name !== "sort" && name !== "toSorted") continue;
      const [comparator] = node.arguments;
      if (!comparator) {
        const at3 = { start: node.end - 1, end: node.end - 1 };
        for (const [index, text] of [
          "(a, b) => a - b",
          "(a, b) => b - a",
          "(a, b) => a.localeCompare(b)"
        ].entries()) {
          yield {
            edits: [{ ...at3, text }],
            rationale: "Without a comparator, sort() orders values as text.",
            prior: (index === 0 ? 0.75 : 0.3) * Math.min(fit, 1.1),
            at: node
          };
        }
        continue;
      }
      if (!isFunction(comparator)) continue;
      const [a, b] = comparator.params.map((parameter) => source.slice(parameter));
      const returned = comparator.body?.type === "BlockStatement" ? returnedBy(comparator.body.body) : comparator.body;
      const value = returned ? bare(returned) : null;
      if (!returned || !value || !a || !b) continue;
      if (value.type === "BinaryExpression" && /^[<>]=?$/.test(value.operator)) {
        const [left, right] = [source.slice(value.left), source.slice(value.right)];
        const ascending = value.operator.startsWith(">");
        const difference = ascending ? `${left} - ${right}` : `${right} - ${left}`;
        const compared = ascending ? `${left}.localeCompare(${right})` : `${right}.localeCompare(${left})`;
        yield {
          edits: [replaceNode(returned, difference)],
          rationale: "A comparator must return a number, not a boolean.",
          prior: 0.75,
          at: node
        };
        yield {
          edits: [replaceNode(returned, compared)],
          rationale: "A comparator must return a number, not a boolean.",
          prior: 0.4,
          at: node
        };
      } else if (value.type === "BinaryExpression" && value.operator === "-") {
        const text = `${source.slice(value.left)}.localeCompare(${source.slice(value.right)})`;
        yield {
          edits: [replaceNode(returned, text)],
          rationale: "Strings cannot be subtracted; compare them.",
          prior: 0.22 * fit,
          at: node
        };
      }
    }
  }
};
function returnedBy(statements2) {
  const last = statements2.at(-1);
  return last?.type === "ReturnStatement" ? last.argument : null;
}

// repair/templates/split-once.ts
var splitOnce = {
  name: "split-once",
  answers: [...LOGIC, "bad_payload"],
  *propose({ source, clues }) {
    for (const { node, parent, key } of source.of("CallExpression")) {
      if (memberName(node.callee) !== "split" || node.arguments.length !== 1) continue;
      const separator = node.arguments[0];
      const mark = stringValue(node.arguments[0]);
      const pattern = parent?.node.type === "VariableDeclarator" && key === "init" ? parent.node.id : null;
      const pair2 = pattern?.type === "ArrayPattern" && pattern.elements.length === 2;
      if (pair2 && mark && !mark.includes("\n")) {
        const escaped2 = mark.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
        const text2 = `/${escaped2}(.*)/s`;
        yield {
          edits: [replaceNode(separator, text2)],
          rationale: `Split only at the first ${JSON.stringify(mark)}.`,
          prior: 0.45,
          at: node
        };
      }
      if (pattern?.type === "ArrayPattern") continue;
      const text = `${source.slice(node)}.filter((part) => part.trim() !== '')`;
      yield {
        edits: [replaceNode(node, text)],
        rationale: `Drop empty parts: ${shouldBe(source.slice(node), text)}`,
        prior: clues.has("exception", "absent_value") || clues.differences.has("too_long") ? 0.55 : 0.2,
        at: node
      };
    }
    for (const { node } of source.of("CallExpression")) {
      const [callback] = node.arguments;
      if (memberName(node.callee) !== "map" || !callback || !isFunction(callback)) continue;
      const text = `${source.slice(node)}.filter((item) => item != null)`;
      yield {
        edits: [replaceNode(node, text)],
        rationale: "Drop empty items.",
        prior: 0.1,
        at: node
      };
    }
  }
};

// repair/sql/tokens.ts
var KEYWORDS = "all alter analyze and any as asc begin between by call case cast coalesce commit conflict constraint copy create cross current_date current_timestamp default delete desc distinct do drop else end except execute exists explain false fetch first for from full group having ilike in index inner insert intersect interval into is join key lateral left like limit local lock natural not nothing null nulls offset on or order outer over partition primary references returning right rollback row rows savepoint select session set show table then to transaction true truncate union unique update using values view when where window with";
var SQL_KEYWORDS = new Set(KEYWORDS.split(" "));
var TOKEN = /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"[^"]*"|\$\d+|\d+(?:\.\d+)?|[A-Za-z_][\w$]*|::|<=|>=|<>|!=|\|\||->>?|[^\s]/g;
function tokenize(sql) {
  return [...sql.matchAll(TOKEN)].filter(([text]) => !text.startsWith("--") && !text.startsWith("/*")).map((match) => ({
    text: match[0],
    start: match.index,
    end: match.index + match[0].length,
    kind: kindOf2(match[0])
  }));
}
function kindOf2(text) {
  if (/^'./.test(text)) return "string";
  if (/^\$\d/.test(text)) return "parameter";
  if (/^\d/.test(text)) return "number";
  if (/^[A-Za-z_]/.test(text)) return SQL_KEYWORDS.has(text.toLowerCase()) ? "keyword" : "name";
  return text.startsWith('"') && text.length > 1 ? "name" : "symbol";
}

// repair/templates/sql-meaning.ts
var AFTER_GROUPS = ["having", "window", "order", "limit", "offset", "for", "union"];
var sqlMeaning = {
  name: "sql-meaning",
  answers: ["sql_meaning"],
  *propose(input) {
    const messages = input.evidence.failures.map(({ message }) => message).join("\n");
    const ungrouped = /column "([\w.]+)" must appear in the GROUP BY clause/.exec(messages)?.[1];
    const ambiguous = /column reference "(\w+)" is ambiguous/.exec(messages)?.[1];
    for (const { text, weight } of failingSql(input, ["42803", "42702"])) {
      if (ungrouped) yield* grouped(text, ungrouped, weight);
      if (ambiguous) yield* qualified(input, text, ambiguous, weight);
    }
  }
};
function* grouped(text, column2, weight) {
  const tokens = tokenize(text.sql);
  const short = column2.slice(column2.lastIndexOf(".") + 1);
  const name = text.sql.includes(column2) ? column2 : short;
  const by = tokens.findIndex((token, index) => is2(token, "group") && is2(tokens[index + 1], "by"));
  const next = tokens.slice(Math.max(0, by)).find((token) => AFTER_GROUPS.some((word) => is2(token, word)));
  const end = next ? next.start : text.sql.trimEnd().replace(/;$/, "").length;
  const at3 = text.sql.slice(0, end).trimEnd().length;
  const addition = by >= 0 ? `, ${name}` : ` GROUP BY ${name}`;
  const edit = text.edit(at3, at3, addition);
  if (!edit) return;
  yield {
    edits: [edit],
    rationale: `"${name}" is selected but not grouped; add it to GROUP BY.`,
    prior: 0.8 * weight,
    at: text.place.node
  };
}
function* qualified({ evidence }, text, column2, weight) {
  const tokens = tokenize(text.sql);
  const uses2 = tokens.filter((token, index) => token.text === column2 && tokens[index - 1]?.text !== ".");
  for (const { table, alias } of tablesOf(tokens)) {
    const known = evidence.schema.find((each) => each.table.replace(/^.*\./, "") === table);
    if (known && !known.columns.includes(column2)) continue;
    const edits = uses2.map(({ start }) => text.edit(start, start, `${alias}.`));
    if (edits.length === 0 || edits.some((edit) => edit === null)) continue;
    yield {
      edits: edits.filter((edit) => edit !== null),
      rationale: `"${column2}" is ambiguous; use the column of "${table}".`,
      prior: 0.7 * weight,
      at: text.place.node
    };
  }
}
function tablesOf(tokens) {
  return tokens.flatMap((token, index) => {
    const table = tokens[index + 1];
    if (!is2(token, "from") && !is2(token, "join")) return [];
    if (table?.kind !== "name") return [];
    const after = is2(tokens[index + 2], "as") ? tokens[index + 3] : tokens[index + 2];
    return [{ table: table.text, alias: after?.kind === "name" ? after.text : table.text }];
  });
}
function is2(token, word) {
  return token?.kind === "keyword" && token.text.toLowerCase() === word;
}

// repair/sql/functions.ts
var COMMON2 = "abs age array_agg array_length avg bool_and bool_or cardinality ceil char_length chr coalesce concat concat_ws count current_date date_part date_trunc extract floor format gen_random_uuid generate_series greatest initcap json_agg json_build_object jsonb_agg jsonb_build_object left length least lower lpad ltrim max md5 min mod now nullif position power random regexp_replace repeat replace reverse right round row_number rpad rtrim sign split_part sqrt starts_with string_agg strpos substr substring sum to_char to_date to_json to_jsonb to_number to_timestamp translate trim trunc unnest upper";
var DIALECTS = {
  ifnull: "coalesce",
  isnull: "coalesce",
  nvl: "coalesce",
  len: "length",
  ucase: "upper",
  lcase: "lower",
  getdate: "now",
  sysdate: "now",
  rand: "random",
  newid: "gen_random_uuid",
  uuid: "gen_random_uuid",
  instr: "strpos",
  group_concat: "string_agg",
  json_arrayagg: "json_agg",
  json_object: "json_build_object"
};
function* functionsLike(name) {
  const meant = DIALECTS[name.toLowerCase()];
  if (meant) yield [meant, 2];
  for (const known of COMMON2.split(" ")) yield [known, 0.9];
}

// repair/sql/correct-names.ts
var ONLY_ONE = 0.6;
function correctNames(sql, unknown, hint, schema, parser, isRead2 = () => false) {
  const meant = new Set([...(hint ?? "").matchAll(/"([\w.]+)"/g)].map(([, name]) => lastPart(name ?? "")));
  const result = parser.parse(sql);
  const tree = "tree" in result ? result.tree : {};
  const tables = new Set(nodesOf(tree, "RangeVar").map(({ relname }) => String(relname)));
  const tokens = tokenize(sql);
  const found2 = /* @__PURE__ */ new Map();
  const add = (from, to, changes, likelihood) => {
    const key = `${changes.map(({ start }) => start)}:${to}`;
    if ((found2.get(key)?.likelihood ?? 0) < likelihood) found2.set(key, { changes, from, to, likelihood });
  };
  for (const name of unknown) {
    const wrong = lastPart(name);
    const uses2 = [...tokens.keys()].filter((index) => isUse(tokens, index, name));
    const from = tokens[uses2[0] ?? -1]?.text;
    if (from === void 0) continue;
    const called = tokens[(uses2[0] ?? -1) + 1]?.text === "(";
    const others = called ? functionsLike(wrong) : replacements(wrong, meant, tables, schema);
    for (const [to, weight] of others) {
      const text = /^[a-z_][a-z\d_]*$/.test(to) ? to : `"${to}"`;
      const likelihood = Math.min(1, weight * (0.4 + 0.6 * nameSimilarity(wrong, to)));
      const changes = uses2.map((index) => {
        const { start, end } = tokens[index];
        const keeps = isRead2(wrong) && isResultColumn(tokens, index);
        return { start, end, text: keeps ? `${text} AS ${from}` : text };
      });
      add(from, to, changes, likelihood);
      if (changes.length > 1) for (const change of changes) add(from, to, [change], likelihood * ONLY_ONE);
    }
    for (const index of uses2) {
      const { start, end, text } = tokens[index];
      if (text.startsWith('"')) add(text, `'${wrong}'`, [{ start, end, text: `'${wrong}'` }], 0.6);
    }
  }
  return [...found2.values()].sort((a, b) => b.likelihood - a.likelihood);
}
function isUse(tokens, index, name) {
  const token = tokens[index];
  if (token?.kind !== "name" || unquoted(token.text) !== lastPart(name)) return false;
  const qualifier = name.includes(".") ? name.slice(0, name.lastIndexOf(".")) : null;
  const written = tokens[index - 1]?.text === "." ? tokens[index - 2]?.text : null;
  return qualifier === null || written == null || unquoted(written) === lastPart(qualifier);
}
function isResultColumn(tokens, index) {
  const first = tokens[index - 1]?.text === "." ? index - 2 : index;
  const [before, after] = [tokens[first - 1]?.text.toLowerCase(), tokens[index + 1]?.text.toLowerCase()];
  const until = tokens.slice(0, first).map(({ text }) => text.toLowerCase());
  const open = until.filter((text) => text === "(").length - until.filter((text) => text === ")").length;
  const listed = until.lastIndexOf("select") > until.lastIndexOf("from") || until.includes("returning");
  return open === 0 && listed && ["select", "returning", "distinct", ","].includes(before ?? "") && ["from", ",", void 0].includes(after);
}
function* replacements(wrong, meant, tables, schema) {
  for (const name of meant) yield [name, 1];
  const unknownTable = tables.has(wrong) && !schema.some(({ table }) => lastPart(table) === wrong);
  for (const { table, columns } of schema) {
    const name = lastPart(table);
    if (unknownTable) yield [name, 0.9];
    else for (const column2 of columns) yield [column2, tables.has(name) ? 0.9 : 0.4];
  }
  for (const keyword of SQL_KEYWORDS) if (nameSimilarity(wrong, keyword) > 0.7) yield [keyword, 0.5];
}
function lastPart(name) {
  return name.slice(name.lastIndexOf(".") + 1);
}
function unquoted(text) {
  return text.startsWith('"') ? text.slice(1, -1) : text.toLowerCase();
}

// repair/templates/sql-names.ts
var sqlNames = {
  name: "sql-names",
  answers: ["sql_name"],
  *propose(input) {
    const { clues, evidence, source } = input;
    const hints = evidence.failures.map((failure) => failure.hint).filter(Boolean);
    const hint = hints.join(" ") || null;
    const isRead2 = (name) => source.of("MemberExpression").some(({ node }) => memberName(node) === name);
    for (const { text, weight } of failingSql(input, ["42703", "42P01", "42883", "3F000", "42704"])) {
      const { schema } = evidence;
      for (const renamed of correctNames(text.sql, clues.unknownNames, hint, schema, input.parser, isRead2)) {
        const edits = renamed.changes.map(({ start, end, text: name }) => text.edit(start, end, name));
        if (edits.some((edit) => edit === null)) continue;
        yield {
          edits: edits.filter((edit) => edit !== null),
          rationale: `The database has no "${renamed.from}"; use "${renamed.to}".`,
          prior: 0.95 * weight * renamed.likelihood,
          at: text.place.node
        };
      }
    }
    const known = evidence.schema.flatMap(({ table, columns }) => [table, ...columns]);
    for (const { node } of source.of("Literal")) {
      const value = stringValue(node);
      for (const unknown of value ? clues.unknownNames : []) {
        const wrong = unknown.slice(unknown.lastIndexOf(".") + 1);
        const at3 = value?.search(new RegExp(`(?<![\\w$])${wrong.replace(/\$/g, "\\$")}(?![\\w$])`)) ?? -1;
        if (at3 === -1 || /\s(from|where|set)\s/i.test(value ?? "")) continue;
        for (const name of new Set(known)) {
          const start = node.start + 1 + at3;
          const meant = hint?.includes(`"${name}"`) || hint?.includes(`.${name}"`);
          yield {
            edits: [{ start, end: start + wrong.length, text: name }],
            rationale: `The database has no "${wrong}"; use "${name}".`,
            prior: meant ? 0.9 : 0.85 * nameSimilarity(wrong, name),
            at: node
          };
        }
      }
    }
  }
};

// repair/sql/whole-changes.ts
var CLAUSES = ["where", "group", "having", "window", "order", "limit", "offset", "for"];
function* wholeChanges(sql, tokens, schema) {
  const whole = (text, cost) => ({ start: 0, end: sql.length, text, cost });
  const limit = /\blimit\s+(\S+)\s*,\s*(\S+)/i.exec(sql);
  if (limit) {
    const [text, skipped, count] = limit;
    const end = limit.index + text.length;
    yield { start: limit.index, end, text: `LIMIT ${count} OFFSET ${skipped}`, cost: 0.4 };
  }
  const top = /^(\s*select)\s+top\s+\(?(\d+)\)?/i.exec(sql);
  if (top) yield whole(`${top[1]}${sql.slice(top[0].length).trimEnd()} LIMIT ${top[2]}`, 0.4);
  if (sql.includes("`")) yield whole(sql.replaceAll("`", '"'), 0.4);
  const numbered = withNumbers(sql, tokens);
  if (numbered) yield whole(numbered, 0.3);
  if (sql.split("'").length % 2 === 0) {
    const end = sql.trimEnd().replace(/;$/, "").length;
    yield { start: end, end, text: "'", cost: 0.4 };
  }
  const known = new Set(schema.flatMap(({ table, columns }) => [table.replace(/^.*\./, ""), ...columns]));
  for (const { text, start, end, kind } of tokens) {
    if (kind === "keyword" && known.has(text.toLowerCase())) {
      yield { start, end, text: `"${text.toLowerCase()}"`, cost: 0.3 };
    }
  }
  const ordered = inOrder(sql, tokens);
  if (ordered) yield whole(ordered, 0.4);
}
function withNumbers(sql, tokens) {
  const marks = tokens.filter(({ text }) => text === "?");
  if (marks.length === 0 || tokens.some(({ kind }) => kind === "parameter")) return null;
  let result = sql;
  for (const [index, { start, end }] of [...marks.entries()].reverse()) {
    result = `${result.slice(0, start)}$${index + 1}${result.slice(end)}`;
  }
  return result;
}
function inOrder(sql, tokens) {
  let depth = 0;
  const starts = tokens.filter(({ text }) => {
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    return depth === 0 && CLAUSES.includes(text.toLowerCase());
  });
  const names2 = starts.map(({ text }) => text.toLowerCase());
  if (starts.length < 2 || new Set(names2).size < names2.length || !/^\s*select\b/i.test(sql)) return null;
  const body = sql.trimEnd().replace(/;$/, "");
  const parts = starts.map(({ start }, index) => ({
    name: names2[index] ?? "",
    text: body.slice(start, starts[index + 1]?.start).trim()
  }));
  const sorted2 = parts.toSorted((a, b) => CLAUSES.indexOf(a.name) - CLAUSES.indexOf(b.name));
  if (sorted2.every((part, index) => part === parts[index])) return null;
  return [body.slice(0, starts[0]?.start).trimEnd(), ...sorted2.map(({ text }) => text)].join(" ");
}

// repair/sql/changes.ts
var LOST = costs(
  "*:.6 ):.5 by:.5 from:.55 into:.55 ,:.6 (:.6 set:.6 values:.6 where:.65 on:.7 and:.7 then:.7 end:.7 select:.7 ':.7",
  "1:.8 =:.8 to:.8 table:.8 as:.9 in:.9 join:.9 is:.9 null:1"
);
var MISTAKEN = costs(
  "where>on:.7 on>where:.7 having>where:.7 where>having:.8 and>,:.7 ,>and:.8 into>from:.8"
);
var ALSO_LOST = /* @__PURE__ */ new Set([")", "*", "1", ",", "from", "'"]);
var REMOVAL = {
  keyword: 1,
  symbol: 0.45,
  name: 1.8,
  string: 2,
  number: 1.6,
  parameter: 4
};
function* singleChanges(sql, tokens, wrong, schema) {
  for (const [index, token] of tokens.entries()) {
    const distance = Math.abs(index - wrong);
    if (token.kind === "name") yield* respelled(token, distance);
    if (distance > 3) continue;
    const far = distance * 0.1;
    const start = index > 0 ? tokens[index - 1]?.end ?? 0 : 0;
    const dangling = token.kind === "keyword" && index === tokens.length - 1 ? 0.4 : 0;
    yield { start, end: token.end, text: "", cost: REMOVAL[token.kind] - dangling + far };
    for (const [mistake, cost] of MISTAKEN) {
      const [written, meant] = mistake.split(">");
      if (token.text.toLowerCase() !== written || !meant) continue;
      const text = token.kind === "symbol" ? ` ${meant}` : inCaseOf(token, meant);
      yield { start: token.start, end: token.end, text, cost: cost + far };
    }
    for (let last = index + 1; last < Math.min(tokens.length, index + 4); last++) {
      const run = tokens.slice(index, last + 1);
      const cost = run.reduce((sum, each) => sum + REMOVAL[each.kind] * 0.7, 0.3);
      if (token.kind === "keyword" || token.kind === "symbol") {
        yield { start, end: run.at(-1)?.end ?? 0, text: "", cost: cost + far };
      }
    }
    const next = tokens[index + 1];
    if (next) {
      const between2 = sql.slice(token.end, next.start);
      yield { start: token.start, end: next.end, text: next.text + between2 + token.text, cost: 1.1 + far };
    }
  }
  yield* wholeChanges(sql, tokens, schema);
  const tables = schema.map(({ table }) => [table, 1.1]);
  const lost = sql.split("'").length % 2 ? LOST.filter(([text]) => text !== "'") : LOST;
  for (let gap = Math.max(0, wrong - 3); gap <= Math.min(tokens.length, wrong + 3); gap++) {
    const before = tokens[gap - 1];
    const offset = before ? before.end : 0;
    const far = Math.abs(gap - wrong) * 0.08;
    for (const [word, cost] of [...lost, ...tables]) {
      const text = spaced(word, before, sql.slice(offset));
      yield { start: offset, end: offset, text, cost: cost + far };
    }
  }
}
function* respelled(token, distance) {
  for (const keyword of SQL_KEYWORDS) {
    const typos = textDistance(token.text.toLowerCase(), keyword);
    if (typos > 2 || typos >= keyword.length - 1) continue;
    yield {
      start: token.start,
      end: token.end,
      text: inCaseOf(token, keyword),
      cost: 0.25 + typos * 0.2 + distance * 0.03
    };
  }
}
function spaced(lost, before, rest) {
  if (lost === "," || lost === ")" || lost === "'") return lost;
  const word = before && SQL_KEYWORDS.has(lost) ? inCaseOf(before, lost) : lost;
  return `${before && before.text !== "(" ? " " : ""}${word}${/^[\s)]|^$/.test(rest) ? "" : " "}`;
}
function inCaseOf(token, keyword) {
  return /[A-Z]/.test(token.text) && token.text === token.text.toUpperCase() ? keyword.toUpperCase() : keyword;
}
function costs(...lists2) {
  return lists2.join(" ").split(" ").map((entry) => [
    entry.slice(0, entry.lastIndexOf(":")),
    Number(entry.slice(entry.lastIndexOf(":") + 1))
  ]);
}
function pairs(singles) {
  const isInsertion = ({ start, end }) => start === end;
  const also = singles.filter(
    (change) => isInsertion(change) && ALSO_LOST.has(change.text.trim().toLowerCase())
  );
  const likeliest = (firsts) => firsts.flatMap((first) => also.map((second) => [first, second])).filter(
    ([first, second]) => second !== first && !(second.start > first.start && second.start < first.end)
  ).sort((one, other) => pairCost(one) - pairCost(other)).slice(0, 250);
  return [
    ...likeliest(singles.filter((change) => !isInsertion(change))),
    ...likeliest(singles.filter(isInsertion))
  ];
}
function pairCost([first, second]) {
  const [one, other] = first.start <= second.start ? [first, second] : [second, first];
  const around2 = one.text.trim() === "(" && other.text.trim() === ")" && one.start < other.start;
  return (first.cost + second.cost) * 1.05 - (around2 ? 0.5 : 0);
}
function applyChanges(sql, changes) {
  let text = sql;
  for (const change of changes.toSorted((a, b) => b.start - a.start || b.end - a.end)) {
    text = text.slice(0, change.start) + change.text + text.slice(change.end);
  }
  return text;
}

// repair/sql/other-columns.ts
function* counted(tokens, index, schema, differences) {
  const name = tokens[index]?.text.toLowerCase() ?? "";
  const open = tokens[index + 1];
  const close = closing(tokens, index + 1);
  if (!close || tokens[index + 2]?.text.toLowerCase() === "distinct") return;
  const inside3 = { start: open.end, end: close.start };
  if (name === "count") {
    const star = tokens[index + 2]?.text === "*";
    if (!star)
      yield {
        changes: [{ start: open.end, end: open.end, text: "DISTINCT " }],
        because: "Each is counted once.",
        likelihood: 0.5
      };
    for (const { column: column2, qualified: qualified2 } of star ? columnsOf(tokens, schema) : []) {
      const id = /(^|_)id$/.test(column2) ? 1 : 0.6;
      yield {
        changes: [{ ...inside3, text: `DISTINCT ${qualified2}` }],
        because: `Each "${column2}" is counted once.`,
        likelihood: 0.4 * id * (column2 === "id" ? 0.6 : 1)
      };
      yield {
        changes: [{ ...inside3, text: qualified2 }],
        because: `Rows without a "${column2}" do not count.`,
        likelihood: 0.26 * id
      };
    }
  } else if (name === "sum") {
    for (const { column: column2, qualified: qualified2 } of columnsOf(tokens, schema)) {
      if (!/quantity|qty|amount|count|units|pieces|price|cents|cost|rate|factor|weight|hours|nights|days/i.test(
        column2
      ))
        continue;
      yield {
        changes: [{ start: close.start, end: close.start, text: ` * ${qualified2}` }],
        because: `What is summed is there once for each "${column2}".`,
        likelihood: 0.4
      };
    }
  }
  if (name !== "count") {
    const before = tokens[index - 1]?.text === "(" && tokens[index - 2]?.text.toLowerCase() === "coalesce";
    const fit = differences.has("null") || differences.has("other_type") ? 0.75 : 0.08;
    const start = tokens[index]?.start ?? 0;
    if (!before)
      yield {
        changes: [
          { start, end: start, text: "coalesce(" },
          { start: close.end, end: close.end, text: ", 0)" }
        ],
        because: "Of no rows the sum is 0.",
        likelihood: fit
      };
  }
}
function* otherColumns(tokens, schema) {
  const columns = columnsOf(tokens, schema);
  for (const [index, token] of tokens.entries()) {
    const qualifier = tokens[index - 1]?.text === "." ? tokens[index - 2]?.text : null;
    const own = columns.filter(
      ({ column: column2, alias }) => column2 === token.text && (!qualifier || alias === qualifier)
    );
    const after = tokens[index - 1]?.text.toLowerCase();
    if (token.kind !== "name" || own.length === 0 || after === "as") continue;
    for (const { column: column2, alias } of columns) {
      if (column2 === token.text || !own.some((each) => each.alias === alias)) continue;
      yield {
        changes: [{ start: token.start, end: token.end, text: column2 }],
        because: `"${column2}" is meant where "${token.text}" stands.`,
        likelihood: 0.16
      };
    }
  }
}
function closing(tokens, open) {
  let depth = 0;
  for (const token of tokens.slice(open)) {
    if (token.text === "(") depth += 1;
    if (token.text === ")") depth -= 1;
    if (depth === 0) return token;
  }
  return null;
}
function columnsOf(tokens, schema) {
  const tables = tokens.flatMap((token, index) => {
    const table = tokens[index + 1];
    if (!/^(from|join)$/i.test(token.text) || table?.kind !== "name") return [];
    const after = tokens[index + 2]?.text.toLowerCase() === "as" ? tokens[index + 3] : tokens[index + 2];
    return [{ table: table.text, alias: after?.kind === "name" ? after.text : table.text }];
  });
  return tables.flatMap(({ table, alias }) => {
    const known = schema.find((each) => each.table.replace(/^.*\./, "") === table);
    return (known?.columns ?? []).map((column2) => ({
      column: column2,
      alias,
      qualified: tables.length > 1 ? `${alias}.${column2}` : column2
    }));
  });
}

// repair/sql/other-readings.ts
var AGGREGATES = ["sum", "count", "avg", "max", "min"];
var COMPARED = {
  "<": ["<=", ">", ">="],
  "<=": ["<", ">=", ">"],
  ">": [">=", "<", "<="],
  ">=": [">", "<=", "<"],
  "=": ["<>"],
  "<>": ["="],
  "!=": ["="]
};
var WEIGHT = [0.45, 0.3, 0.2];
function* otherReadings(sql, schema, differences) {
  const tokens = tokenize(sql);
  const word = (index) => tokens[index]?.text.toLowerCase() ?? "";
  const swap = (index, text, last = index) => {
    const [from, to] = [tokens[index], tokens[last]];
    return from && to ? [{ start: from.start, end: to.end, text }] : [];
  };
  const short = differences.has("too_short") || differences.has("empty");
  const long = differences.has("too_long");
  const reordered = differences.has("other_order");
  for (const [index, token] of tokens.entries()) {
    const text = word(index);
    const reading = (changes, because, likelihood) => ({
      changes,
      because,
      likelihood
    });
    if (word(index + 1) === "null" && ["=", "<>", "!="].includes(text)) {
      yield reading(
        swap(index, text === "=" ? "IS" : "IS NOT"),
        "Nothing equals NULL; it is asked by IS.",
        0.9
      );
    }
    if (text === "is" && word(index + 2) === "null" && word(index + 1) === "not")
      yield reading(swap(index, "IS NULL", index + 2), "Those without a value are meant.", 0.3);
    if (text === "is" && word(index + 1) === "null")
      yield reading(swap(index, "IS NOT NULL", index + 1), "Those with a value are meant.", 0.3);
    if (text === "join") {
      const before = word(index - 1);
      const from = ["inner", "left", "outer"].includes(before) ? index - (before === "outer" ? 2 : 1) : index;
      if (before === "left" || before === "outer")
        yield reading(
          swap(from, "JOIN", index),
          "Rows that have no partner must not come.",
          long ? 0.55 : 0.25
        );
      else if (!["right", "full", "cross", "natural"].includes(before))
        yield reading(
          swap(from, "LEFT JOIN", index),
          "Rows that have no partner must come too.",
          short ? 0.8 : 0.35
        );
    }
    if (text === "desc")
      yield reading(swap(index, "ASC"), "The order is the other one.", reordered ? 0.75 : 0.3);
    if (text === "asc")
      yield reading(swap(index, "DESC"), "The order is the other one.", reordered ? 0.75 : 0.3);
    const compared = COMPARED[token.text] ?? [];
    for (const [rank, operator] of word(index + 1) === "null" ? [] : compared.entries()) {
      const joins = token.text === "=" && tokens[index + 2]?.text === ".";
      if (!joins)
        yield reading(
          swap(index, operator),
          `"${token.text}" is meant to be "${operator}".`,
          WEIGHT[rank] ?? 0.1
        );
    }
    if (token.text === "<>" || token.text === "!=") {
      yield reading(
        swap(index, "IS DISTINCT FROM"),
        "What has no value is different too.",
        short ? 0.55 : 0.2
      );
    }
    if (text === "and" && !between(tokens, index))
      yield reading(swap(index, "OR"), "One of the conditions is enough.", short ? 0.35 : 0.16);
    if (text === "or") yield reading(swap(index, "AND"), "Both conditions must hold.", long ? 0.4 : 0.2);
    if (text === "union" && word(index + 1) !== "all")
      yield reading(swap(index, "UNION ALL"), "Rows that are alike must all come.", 0.4);
    if (text === "union" && word(index + 1) === "all")
      yield reading(swap(index, "UNION", index + 1), "A row must come once.", 0.4);
    if (text === "like")
      yield reading(swap(index, "ILIKE"), "Capitals must make no difference.", short ? 0.45 : 0.15);
    if (text === "not" && word(index - 1) !== "is" && word(index + 1) !== "exists")
      yield reading(removed(tokens, index), "The opposite is meant.", 0.2);
    if (text === "select" && word(index + 1) !== "distinct")
      yield reading(swap(index, `${token.text} DISTINCT`), "A row must come once.", long ? 0.5 : 0.12);
    if (token.kind === "parameter") {
      for (const other of tokens) {
        if (other.kind !== "parameter" || other.start <= token.start || other.text === token.text) continue;
        const changes = [
          { start: token.start, end: token.end, text: other.text },
          { start: other.start, end: other.end, text: token.text }
        ];
        yield reading(changes, "The values are the wrong way round.", 0.3);
      }
    }
    if (AGGREGATES.includes(text) && word(index + 1) === "(") {
      for (const other of AGGREGATES) {
        if (other !== text && !(word(index + 2) === "*"))
          yield reading(swap(index, other), `"${other}" is meant where "${text}" stands.`, 0.2);
      }
      yield* counted(tokens, index, schema, differences);
    }
  }
  yield* directions(tokens, reordered);
  yield* otherColumns(tokens, schema);
  yield* keptByJoin(sql, tokens, short);
}
function between(tokens, index) {
  return [2, 3, 4].some((back) => tokens[index - back]?.text.toLowerCase() === "between");
}
function removed(tokens, index) {
  const [token, next] = [tokens[index], tokens[index + 1]];
  return token && next ? [{ start: token.start, end: next.start, text: "" }] : [];
}
function* directions(tokens, reordered) {
  const by = tokens.findLastIndex(
    ({ text }, index) => text.toLowerCase() === "by" && tokens[index - 1]?.text.toLowerCase() === "order"
  );
  if (by < 0) return;
  let depth = 0;
  for (let index = by + 1; index <= tokens.length; index++) {
    const text = tokens[index]?.text.toLowerCase() ?? "";
    if (text === "(") depth += 1;
    if (text === ")") depth -= 1;
    const ends = index === tokens.length || depth < 0 || depth === 0 && [",", "limit", "offset", "for"].includes(text);
    const last = tokens[index - 1];
    if (ends && last && !/^(asc|desc|first|last)$/i.test(last.text)) {
      yield {
        changes: [{ start: last.end, end: last.end, text: " DESC" }],
        because: `"${last.text}" is ordered the other way round.`,
        likelihood: reordered ? 0.8 : 0.45
      };
    }
    if (depth < 0 || ["limit", "offset", "for"].includes(text)) return;
  }
}
function* keptByJoin(sql, tokens, short) {
  const at3 = (word, from = 0) => tokens.findIndex(({ text }, index) => index >= from && text.toLowerCase() === word);
  const where = at3("where");
  if (at3("left") < 0 || where < at3("left")) return;
  const end = tokens.findIndex(
    ({ text }, index) => index > where && /^(group|order|having|limit|offset|for)$/i.test(text)
  );
  const [first, last] = [tokens[where + 1], tokens[end < 0 ? tokens.length - 1 : end - 1]];
  const head = tokens[where];
  if (!first || !last || !head) return;
  const condition = sql.slice(first.start, last.end);
  yield {
    changes: [{ start: head.start, end: head.end, text: "AND" }],
    because: `"${condition}" drops the rows without a partner; it is a condition of the join.`,
    likelihood: short ? 0.7 : 0.2
  };
}

// repair/templates/sql-result.ts
var sqlResult = {
  name: "sql-result",
  answers: ["wrong_result", "absent_value"],
  *propose({ sql, parser, evidence, clues }) {
    for (const text of sql) {
      if (!("tree" in parser.parse(text.sql))) continue;
      for (const { changes, because, likelihood } of otherReadings(
        text.sql,
        evidence.schema,
        clues.differences
      )) {
        if (!("tree" in parser.parse(applyChanges(text.sql, changes)))) continue;
        const edits = changes.map((change) => text.edit(change.start, change.end, change.text));
        if (edits.length === 0 || edits.some((edit) => edit === null)) continue;
        yield {
          edits: edits.filter((edit) => edit !== null),
          rationale: `The statement returns a wrong result: ${because}`,
          prior: likelihood,
          at: text.place.node
        };
      }
    }
  }
};

// repair/sql/penalty.ts
function penaltyOf(tree, original, schema) {
  let penalty = 0;
  const statements2 = tree.stmts;
  if (!statements2?.length) return null;
  if (statements2.length > 1) penalty += 1.5;
  for (const kind of ["DeleteStmt", "UpdateStmt"]) {
    const open = nodesOf(tree, kind).some((statement) => !statement.whereClause);
    if (open && /\bwhere\b|\band\b|\bor\b/i.test(original)) return null;
  }
  for (const select of nodesOf(tree, "SelectStmt")) {
    const listed = select.targetList || select.valuesLists || select.larg;
    if (!listed) penalty += 2;
    if (!select.fromClause && nodesOf(select.targetList, "A_Star").length) penalty += 2;
    if (isConstant(select.whereClause)) penalty += 1;
  }
  const columns = new Set(schema.flatMap((table) => table.columns.map((column2) => column2.toLowerCase())));
  for (const { args } of nodesOf(tree, "BoolExpr")) {
    if (Array.isArray(args) && args.some(isConstant)) penalty += 1;
  }
  for (const { name } of nodesOf(tree, "ResTarget")) {
    if (typeof name === "string" && SQL_KEYWORDS.has(name.toLowerCase()))
      penalty += columns.has(name.toLowerCase()) ? 0 : 2;
    const alias = typeof name === "string" && columns.has(name.toLowerCase());
    if (alias && !new RegExp(`\\bas\\s+"?${name}\\b`, "i").test(original)) penalty += 0.8;
  }
  if (!/\binto\b/i.test(original) && JSON.stringify(tree).includes('"intoClause"')) penalty += 2;
  for (const { fields } of nodesOf(tree, "ColumnRef")) {
    const name = String(nodesOf(fields, "String").at(-1)?.sval ?? "").toLowerCase();
    if (SQL_KEYWORDS.has(name) && !columns.has(name)) penalty += 2;
    else if (name && columns.size && !columns.has(name)) penalty += 0.5;
  }
  const tables = new Set(schema.map(({ table }) => table.replace(/^.*\./, "").toLowerCase()));
  const named = new Set(nodesOf(tree, "CommonTableExpr").map((cte) => cte.ctename));
  for (const { relname } of nodesOf(tree, "RangeVar")) {
    const keyword = SQL_KEYWORDS.has(String(relname).toLowerCase());
    if (keyword && !tables.has(String(relname).toLowerCase())) penalty += 2;
    if (tables.size && !tables.has(String(relname).toLowerCase()) && !named.has(relname)) penalty += 1.2;
  }
  return penalty;
}
function isConstant(node) {
  return node !== null && typeof node === "object" && "A_Const" in node;
}

// repair/sql/correct-syntax.ts
function correctSyntax(sql, parser, schema, limit = 8) {
  const failed = parser.parse(sql);
  if (!("errorAt" in failed)) return [];
  const tokens = tokenize(sql);
  const at3 = tokens.findIndex((token) => token.end > failed.errorAt);
  const wrong = at3 === -1 ? tokens.length : at3;
  const singles = [...singleChanges(sql, tokens, wrong, schema)];
  const readings = /* @__PURE__ */ new Map();
  const consider = (changes, cost) => {
    const text = applyChanges(sql, changes);
    const result = readings.has(text) ? null : parser.parse(text);
    if (!result || "errorAt" in result) return;
    const penalty = penaltyOf(result.tree, sql, schema);
    if (penalty !== null) readings.set(text, { sql: text, changes, cost: cost + penalty });
  };
  for (const change of singles) consider([change], change.cost);
  const cheapest = Math.min(...[...readings.values()].map((reading) => reading.cost));
  for (const pair2 of cheapest < 1.2 ? [] : pairs(singles)) consider(pair2, pairCost(pair2));
  return [...readings.values()].sort((a, b) => a.cost - b.cost).slice(0, limit);
}

// repair/templates/sql-syntax.ts
var sqlSyntax = {
  name: "sql-syntax",
  answers: ["sql_syntax"],
  *propose(input) {
    for (const { text, weight } of failingSql(input, ["42601"])) {
      const readings = correctSyntax(text.sql, input.parser, input.evidence.schema);
      for (const [rank, reading] of readings.entries()) {
        const edits = reading.changes.map((change) => text.edit(change.start, change.end, change.text));
        if (edits.some((edit) => edit === null)) continue;
        yield {
          edits: edits.filter((edit) => edit !== null),
          rationale: `PostgreSQL cannot parse "${text.sql.trim()}"; the nearest valid statement is "${reading.sql.trim()}".`,
          prior: (0.95 - 0.05 * rank) * weight,
          at: text.place.node
        };
      }
    }
  }
};

// repair/templates/statement-timeout.ts
var SETTING = "(?:statement|lock|transaction|idle_in_transaction_session)_timeout";
var IN_SQL = new RegExp(
  String.raw`\b(${SETTING})'?\s*(?:=|\bto\b|,)\s*'?(?:(\d+(?:\.\d+)?)\s*(us|ms|min|s|h|d)?\b|\$(\d+)\s*(us|ms|min|s|h|d)?)`,
  "gi"
);
var IN_OPTIONS = new RegExp(String.raw`\b(${SETTING})=(\d+)(us|ms|min|s|h|d)?`, "g");
var OPTION2 = /^(statement|query|lock|transaction)_?timeout(_?(ms|millis))?$/i;
var statementTimeout = {
  name: "statement-timeout",
  answers: ["statement_timeout"],
  *propose(input) {
    for (const text of input.sql) {
      for (const { match, setting } of settingsIn(text)) {
        const [whole, , amount, unit] = match;
        if (amount === void 0) continue;
        const start = match.index + whole.lastIndexOf(amount);
        for (const { ms, weight } of limits(input, milliseconds(amount, unit))) {
          const edit = text.edit(start, start + amount.length, amountOf(ms, unit));
          if (edit)
            yield suggestion2(text.place.node, [edit], setting, `${amount}${unit ?? "ms"}`, ms, weight);
        }
      }
    }
    for (const user of [input.source, ...input.others]) {
      for (const limit of limitsIn2(user)) {
        if (user === input.source) yield* inCode(input, limit);
        for (const node of handedOver(input.source, user, limit.node))
          yield* inCode(input, { ...limit, node });
      }
    }
    for (const { node } of input.source.of("Literal", "TemplateElement")) {
      const text = input.source.slice(node);
      for (const match of /-c\s/.test(text) ? text.matchAll(IN_OPTIONS) : []) {
        const [whole, setting = "", amount = "", unit] = match;
        const start = node.start + match.index + whole.indexOf(amount);
        for (const { ms, weight } of limits(input, milliseconds(amount, unit))) {
          const edit = { start, end: start + amount.length, text: amountOf(ms, unit) };
          yield suggestion2(node, [edit], setting, `${amount}${unit ?? "ms"}`, ms, weight);
        }
      }
    }
  }
};
function settingsIn(text) {
  return [...text.sql.matchAll(IN_SQL)].map((match) => ({ match, setting: match[1] ?? "" }));
}
function* limitsIn2(source) {
  for (const text of findSql(source)) {
    for (const { match, setting } of settingsIn(text)) {
      const hole = match[4] ? text.holes[Number(match[4]) - 1] : void 0;
      if (hole) yield { node: hole, setting, unit: match[5] };
    }
  }
  for (const { node } of source.of("Property")) {
    const name = identifierName(node.key) ?? stringValue(node.key) ?? "";
    if (OPTION2.test(name)) yield { node: node.value, setting: name };
  }
}
function* inCode(input, { node, setting, unit }) {
  const amount = amountIn(input, node);
  const value = amount?.node ?? resolve2(input, node);
  const text = /^(\d+(?:\.\d+)?)\s*(us|ms|min|s|h|d)?$/.exec(stringValue(value) ?? "");
  const written = input.source.slice(value);
  const scale = milliseconds("1", unit);
  const now = amount ? amount.value * scale : text ? milliseconds(text[1] ?? "", text[2]) : null;
  if (now === null) return;
  for (const { ms, weight } of limits(input, now)) {
    const quote2 = written[0] ?? "'";
    const replacement = text ? `${quote2}${amountOf(ms, text[2])}${text[2] ?? ""}${quote2}` : writeNumber(ms / scale / (amount?.factor ?? 1), written);
    const edit = { start: value.start, end: value.end, text: replacement };
    yield suggestion2(value, [edit], setting, written, ms, weight);
  }
}
function limits({ evidence }, now) {
  if (now <= 0) return [];
  const latencies = evidence.failures.map((failure) => failure.latencyMs);
  const fit = explains(now, latencies);
  return ladder(now, null).map(({ ms, weight }) => ({ ms, weight: weight * fit }));
}
function suggestion2(at3, edits, setting, from, toMs, weight) {
  const rationale = `${setting} (${from}) cancels the statement before it ends; raise it to ${toMs} ms.`;
  return { edits, rationale, prior: weight, at: at3 };
}

// repair/templates/strengthen-condition.ts
var strengthenCondition = {
  name: "strengthen-condition",
  answers: LOGIC,
  *propose(input) {
    const { source, clues } = input;
    for (const { node } of source.of(
      "IfStatement",
      "WhileStatement",
      "ConditionalExpression",
      "ForStatement"
    )) {
      const { test } = node;
      if (!test || bare(test).type === "Literal") continue;
      const place = source.placeOf(test);
      const text = source.slice(test);
      for (const { condition, weight } of conditionsAt(input, place)) {
        if (text.includes(condition)) continue;
        const guards = node.type === "WhileStatement" || node.type === "ForStatement" ? 1.3 : 1;
        const fit = clues.has("absent_value", "hang", "overflow") ? 1.2 : 1;
        for (const operator of ["&&", "||"]) {
          const added = `${condition} ${operator} ${operand(source, test)}`;
          yield {
            edits: [replaceNode(test, added)],
            rationale: shouldBe(text, added),
            prior: 0.15 * weight * guards * fit * (operator === "&&" ? 1 : 0.85),
            at: test
          };
        }
      }
    }
    for (const { node } of source.of("ReturnStatement")) {
      const value = node.argument ? bare(node.argument) : null;
      if (!value || !node.argument) continue;
      const place = source.placeOf(node.argument);
      const flag = value.type === "Literal" && typeof value.value === "boolean";
      if (!flag && input.scopes.kind(value) !== "boolean") continue;
      for (const { condition, weight } of conditionsAt(input, place)) {
        if (source.slice(value).includes(condition)) continue;
        if (flag) {
          yield {
            edits: [replaceNode(node.argument, condition)],
            rationale: shouldBe(`return ${source.slice(value)}`, `return ${condition}`),
            prior: 0.34 * weight,
            at: node
          };
        } else {
          const both = `${operand(source, node.argument)} && ${condition}`;
          yield {
            edits: [replaceNode(node.argument, both)],
            rationale: shouldBe(source.slice(value), both),
            prior: 0.15 * weight,
            at: node
          };
        }
      }
    }
  }
};
function conditionsAt({ source, scopes }, place) {
  const owner = functionAround(place);
  const found2 = /* @__PURE__ */ new Map();
  const names2 = new Set(scopes.visible(place).map(({ name }) => name));
  for (const other of source.of("BinaryExpression", "UnaryExpression", "CallExpression")) {
    if (functionAround(other) !== owner || scopes.kind(other.node) !== "boolean") continue;
    if (other.node.type !== "CallExpression" && !isPure(other.node)) continue;
    const text = source.slice(other.node);
    if (text.length < 40 && !text.includes("=>") && namesIn2(other.node, source).every((name) => names2.has(name)))
      found2.set(text, 0.8);
  }
  for (const [distance, binding] of scopes.visible(place).slice(0, 8).entries()) {
    const near = 0.95 ** distance * (binding.how === "variable" ? 1.15 : 1);
    for (const condition of usual(binding)) if (!found2.has(condition)) found2.set(condition, near);
  }
  return [...found2].map(([condition, weight]) => ({ condition, weight }));
}
function usual({ name, kind, how }) {
  if (how === "function" || how === "import" || how === "class") return [];
  if (kind === "number") return [`${name} === 0`, `${name} > 0`];
  if (kind === "array" || kind === "string") return [`${name}.length === 0`, `${name}.length > 0`];
  if (kind === "set" || kind === "map") return [`${name}.size === 0`];
  return kind === "boolean" ? [name, `!${name}`] : [`${name} != null`, `${name} == null`];
}
function namesIn2(node, source) {
  return source.of("Identifier").filter(
    ({ node: inner, parent, key }) => inner.start >= node.start && inner.end <= node.end && !(parent?.node.type === "MemberExpression" && key === "property" && !parent.node.computed)
  ).map(({ node: inner }) => inner.name).filter((name) => !/^(Number|Math|Array|Object|String|undefined|Infinity|NaN)$/.test(name));
}

// repair/templates/string-literal.ts
var stringLiteral = {
  name: "string-literal",
  answers: [...LOGIC, "bad_payload"],
  *propose({ source }) {
    const texts = new Set(source.of("Literal").flatMap(({ node }) => stringValue(node) ?? []));
    for (const { node, parent, key } of source.of("Literal")) {
      const value = stringValue(node);
      if (value === null || parent?.node.type === "ImportDeclaration" || parent?.node.type === "ExpressionStatement")
        continue;
      const quote2 = source.slice(node)[0] ?? "'";
      const suggest2 = (text, prior) => ({
        edits: [replaceNode(node, quote2 + text + quote2)],
        rationale: shouldBe(source.slice(node), quote2 + text + quote2),
        prior,
        at: node
      });
      const thrown = parent?.node.type === "NewExpression";
      if (thrown || /[\\\n'"`]/.test(value)) continue;
      for (const other of texts) {
        const near = nameSimilarity(value, other);
        if (other !== value && near > 0.6 && !/[\\\n'"`]/.test(other)) yield suggest2(other, 0.3 * near);
      }
      const call = parent?.node.type === "CallExpression" && key === "arguments" ? memberName(parent.node.callee) : null;
      if (call === "join" || call === "split") {
        for (const separator of ["", " ", ",", ", ", "\\n"])
          if (separator !== value) yield suggest2(separator, 0.2);
      }
      if (value === " " || value === "") yield suggest2(value === "" ? " " : "", 0.2);
      if (value !== value.toLowerCase()) yield suggest2(value.toLowerCase(), 0.1);
    }
    for (const { node } of source.of("CallExpression")) {
      const name = memberName(node.callee);
      if (node.arguments.length > 0 || name !== "join" && name !== "split") continue;
      yield {
        edits: [{ start: node.end - 1, end: node.end - 1, text: "''" }],
        rationale: "join() without a separator inserts commas.",
        prior: name === "join" ? 0.6 : 0.4,
        at: node
      };
    }
    for (const { node } of source.of("Literal")) {
      if (!("regex" in node)) continue;
      const { pattern, flags } = node.regex;
      const suggest2 = (text, prior) => ({
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior,
        at: node
      });
      for (const flag of ["g", "i", "m", "s", "u"]) {
        const toggled = flags.includes(flag) ? flags.replace(flag, "") : flags + flag;
        yield suggest2(`/${pattern}/${toggled}`, flag === "g" ? 0.42 : flag === "i" ? 0.3 : 0.1);
      }
      if (!pattern.startsWith("^") && !pattern.endsWith("$")) yield suggest2(`/^${pattern}$/${flags}`, 0.3);
      if (!pattern.startsWith("^")) yield suggest2(`/^${pattern}/${flags}`, 0.22);
      if (!pattern.endsWith("$")) yield suggest2(`/${pattern}$/${flags}`, 0.22);
      for (const match of pattern.matchAll(/(?<!\\)([+*])(?!\?)/g)) {
        const swapped = match[1] === "+" ? "*" : "+";
        yield suggest2(
          `/${pattern.slice(0, match.index)}${swapped}${pattern.slice(match.index + 1)}/${flags}`,
          0.3
        );
        yield suggest2(
          `/${pattern.slice(0, match.index + 1)}?${pattern.slice(match.index + 1)}/${flags}`,
          0.18
        );
      }
      for (const match of pattern.matchAll(/(?<!\\)\.(?![*+])/g))
        yield suggest2(`/${pattern.slice(0, match.index)}\\.${pattern.slice(match.index + 1)}/${flags}`, 0.3);
      for (const match of pattern.matchAll(/(\\[dws]|\])(?![+*?{])/g)) {
        const end = match.index + match[0].length;
        yield suggest2(`/${pattern.slice(0, end)}+${pattern.slice(end)}/${flags}`, 0.24);
      }
    }
  }
};

// repair/templates/swap-arguments.ts
var swapArguments = {
  name: "swap-arguments",
  answers: LOGIC,
  *propose({ source, scopes }) {
    for (const place of source.of("CallExpression", "NewExpression")) {
      const list = place.node.arguments;
      for (const [index, first] of list.entries()) {
        for (const second of list.slice(index + 1)) {
          const [left, right] = [source.slice(first), source.slice(second)];
          if (left === right || first.type === "SpreadElement" || second.type === "SpreadElement") continue;
          const [a, b] = [scopes.kind(first), scopes.kind(second)];
          if (!compatible(a, b)) continue;
          const like = a === b && a !== "unknown" ? 1.1 : 0.9;
          const near = list[index + 1] === second ? 1 : 0.7;
          yield {
            edits: [replaceNode(first, right), replaceNode(second, left)],
            rationale: `The arguments "${left}" and "${right}" of "${source.slice(place.node.callee)}" are swapped.`,
            prior: 0.4 * like * near * (isRecursive(place) ? 1.15 : 1),
            at: place.node
          };
        }
      }
    }
    for (const { node } of source.of("AssignmentExpression")) {
      const [left, right] = [source.slice(node.left), source.slice(node.right)];
      const assignable = node.right.type === "Identifier" || node.right.type === "MemberExpression";
      if (node.operator !== "=" || !assignable || left === right) continue;
      yield {
        edits: [replaceNode(node.left, right), replaceNode(node.right, left)],
        rationale: shouldBe(source.slice(node), `${right} = ${left}`),
        prior: 0.18,
        at: node
      };
    }
  }
};

// repair/templates/swap-arithmetic.ts
var MEANT = {
  "+": ["-", "*"],
  "-": ["+", "/"],
  "*": ["**", "/", "+"],
  "/": ["*", "%", "-"],
  "%": ["/", "*"],
  "**": ["*"],
  "&": ["|", "^", "&&"],
  "|": ["&", "^", "||"],
  "^": ["&", "|", "**"],
  "<<": [">>", ">>>"],
  ">>": [">>>", "<<"],
  ">>>": [">>", "<<"]
};
var WEIGHT2 = [0.4, 0.26, 0.18];
var swapArithmetic = {
  name: "swap-arithmetic",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const sign = clues.differences.has("opposite_sign") ? 1.3 : 1;
    for (const { node } of source.of("BinaryExpression")) {
      if (scopes.kind(node) === "string" || scopes.kind(node.left) === "string") continue;
      const range = operatorRange(source, node.left, node.right, node.operator);
      for (const [index, operator] of (MEANT[node.operator] ?? []).entries()) {
        const text = `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`;
        const bitwise = /[&|^<>]/.test(node.operator) ? 1.1 : 1;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(source.slice(node), text),
          prior: (WEIGHT2[index] ?? 0.1) * sign * bitwise,
          at: node
        };
      }
    }
    for (const { node, parent } of source.of("AssignmentExpression")) {
      const base = node.operator.slice(0, -1);
      const kind = scopes.kind(node.left);
      const range = operatorRange(source, node.left, node.right, node.operator);
      const countable = parent?.node.type === "ExpressionStatement" && (kind === "number" || kind === "string");
      const meant = node.operator === "=" ? countable && node.left.type === "Identifier" ? ["+="] : [] : [...(kind === "string" ? [] : MEANT[base] ?? []).map((operator) => `${operator}=`), "="];
      for (const [index, operator] of meant.entries()) {
        const text = `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(source.slice(node), text),
          prior: (WEIGHT2[index] ?? 0.14) * (operator === "=" ? 0.6 : 1),
          at: node
        };
      }
    }
  }
};

// repair/templates/swap-branches.ts
var swapBranches = {
  name: "swap-branches",
  answers: LOGIC,
  *propose({ source }) {
    for (const { node } of source.of("ConditionalExpression")) {
      const [yes, no] = [source.slice(node.consequent), source.slice(node.alternate)];
      if (yes === no) continue;
      yield {
        edits: [replaceNode(node.consequent, no), replaceNode(node.alternate, yes)],
        rationale: shouldBe(source.slice(node), `${source.slice(node.test)} ? ${no} : ${yes}`),
        prior: 0.32,
        at: node
      };
      for (const text of [yes, no]) {
        yield {
          edits: [replaceNode(node, text)],
          rationale: shouldBe(source.slice(node), text),
          prior: 0.1,
          at: node
        };
      }
    }
    for (const { node } of source.of("IfStatement")) {
      if (node.consequent.type !== "BlockStatement" || node.alternate?.type !== "BlockStatement") continue;
      yield {
        edits: [
          replaceNode(node.consequent, source.slice(node.alternate)),
          replaceNode(node.alternate, source.slice(node.consequent))
        ],
        rationale: `The branches of "${source.slice(node.test)}" are swapped.`,
        prior: 0.24,
        at: node
      };
    }
  }
};

// repair/templates/swap-comparison.ts
var MEANT2 = {
  "<": ["<=", ">", ">="],
  "<=": ["<", ">=", ">"],
  ">": [">=", "<", "<="],
  ">=": [">", "<=", "<"],
  "===": ["!==", "<=", ">=", "<", ">"],
  "!==": ["===", "<", ">"],
  "==": ["===", "!="],
  "!=": ["!==", "=="]
};
var WEIGHT3 = [0.62, 0.36, 0.24, 0.14, 0.14];
var swapComparison = {
  name: "swap-comparison",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    for (const { node, parent } of source.of("BinaryExpression")) {
      const meant = MEANT2[node.operator] ?? [];
      const range = operatorRange(source, node.left, node.right, node.operator);
      const ordered = ["string", "number", "unknown"].includes(scopes.kind(node.left));
      const bound = parent && isLoop(parent.node) ? 1.1 : 1;
      const close = clues.differences.has("off_by_one") || clues.differences.has("too_long") ? 1.25 : 1;
      for (const [index, operator] of meant.entries()) {
        if (/[<>]/.test(operator) && !ordered) continue;
        const boundary = index === 0 && /[<>]/.test(operator);
        const negated = /==/.test(node.operator) && index === 0 ? 0.6 : 1;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(
            source.slice(node),
            `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`
          ),
          prior: (WEIGHT3[index] ?? 0.1) * negated * (boundary ? bound * close : 1),
          at: node
        };
      }
    }
  }
};

// repair/templates/swap-logical.ts
var swapLogical = {
  name: "swap-logical",
  answers: LOGIC,
  *propose({ source }) {
    for (const { node, parent } of source.of("LogicalExpression")) {
      const range = operatorRange(source, node.left, node.right, node.operator);
      const condition = ["IfStatement", "WhileStatement", "LogicalExpression"].includes(
        parent?.node.type ?? ""
      );
      const meant = node.operator === "&&" ? [["||", 0.42]] : node.operator === "||" ? [
        ["&&", condition ? 0.42 : 0.2],
        ["??", condition ? 0.05 : 0.5]
      ] : [["||", 0.35]];
      for (const [operator, prior] of meant) {
        const mixed = node.operator !== operator && [node.left, node.right, parent?.node].some((other) => other?.type === "LogicalExpression");
        if (operator === "??" && mixed) continue;
        const text = `${source.slice(node.left)} ${operator} ${source.slice(node.right)}`;
        yield {
          edits: [replaceNode(range, operator)],
          rationale: shouldBe(source.slice(node), text),
          prior,
          at: node
        };
      }
    }
  }
};

// repair/templates/swap-operands.ts
var swapOperands = {
  name: "swap-operands",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    for (const place of source.of("BinaryExpression")) {
      const { node } = place;
      const text = scopes.kind(node) === "string" || node.operator === "+" && scopes.kind(node) === "unknown";
      const matters = ["-", "/", "%", "**", "<<", ">>"].includes(node.operator) || node.operator === "+" && text;
      if (!matters) continue;
      const [left, right] = [source.slice(node.left), source.slice(node.right)];
      if (left === right) continue;
      const comparator = inComparator(place) ? 1.8 : 1;
      const sign = clues.differences.has("opposite_sign") || clues.differences.has("other_order") ? 1.3 : 1;
      yield {
        edits: [replaceNode(node.left, right), replaceNode(node.right, left)],
        rationale: shouldBe(source.slice(node), `${right} ${node.operator} ${left}`),
        prior: (node.operator === "+" ? 0.28 : 0.3) * comparator * sign,
        at: node
      };
    }
    for (const { node } of source.of("CallExpression")) {
      const callee = node.callee;
      const [argument] = node.arguments;
      if (callee.type !== "MemberExpression" || callee.computed || node.arguments.length !== 1 || !argument)
        continue;
      if (!["concat", "localeCompare", "includes", "startsWith", "endsWith"].includes(calleeName(node) ?? ""))
        continue;
      if (argument.type === "SpreadElement") continue;
      const [object, text] = [source.slice(callee.object), source.slice(argument)];
      yield {
        edits: [replaceNode(callee.object, text), replaceNode(argument, object)],
        rationale: shouldBe(source.slice(node), `${text}.${calleeName(node)}(${object})`),
        prior: inComparator(source.placeOf(node)) ? 0.5 : 0.26,
        at: node
      };
    }
  }
};
function inComparator(place) {
  const owner = functionAround(place);
  const call = owner?.parent?.node;
  return owner?.node.params.length === 2 && call?.type === "CallExpression" && ["sort", "toSorted"].includes(calleeName(call) ?? "");
}

// repair/templates/taken-apart.ts
var takenApart = {
  name: "taken-apart",
  answers: ["absent_value", "unknown_name"],
  *propose({ source, clues }) {
    for (const { node } of source.of("VariableDeclarator")) {
      const pattern = node.id.type;
      if (!node.init || pattern !== "ObjectPattern" && pattern !== "ArrayPattern") continue;
      const empty = pattern === "ObjectPattern" ? "{}" : "[]";
      const init = bare(node.init);
      if (/^(Object|Array)Expression$/.test(init.type)) continue;
      const named = [...clues.absentProperties].some((name) => source.slice(node.id).includes(name));
      yield {
        edits: [replaceNode(node.init, `${operandOf(source, node.init)} ?? ${empty}`)],
        rationale: `"${brief(source.slice(node.init))}" may be missing and is taken apart; it then counts as empty.`,
        prior: named ? 0.9 : 0.6,
        at: node.init
      };
    }
    for (const place of source.places) {
      const { node } = place;
      const parameters = "params" in node && Array.isArray(node.params) ? node.params : [];
      for (const parameter of parameters) {
        if (parameter.type !== "ObjectPattern" && parameter.type !== "ArrayPattern") continue;
        const empty = parameter.type === "ObjectPattern" ? "{}" : "[]";
        const named = [...clues.absentProperties].some((name) => source.slice(parameter).includes(name));
        yield {
          edits: [{ start: parameter.end, end: parameter.end, text: ` = ${empty}` }],
          rationale: `What "${brief(source.slice(parameter))}" takes apart may be left out; it then counts as empty.`,
          prior: named ? 0.75 : 0.35,
          at: parameter
        };
      }
    }
    for (const { node } of source.of("ForOfStatement", "SpreadElement")) {
      const list = node.type === "ForOfStatement" ? node.right : node.argument;
      if (bare(list).type === "ArrayExpression" || source.slice(list).includes("??")) continue;
      yield {
        edits: [replaceNode(list, wrapped(node.type, `${operandOf(source, list)} ?? []`))],
        rationale: `"${brief(source.slice(list))}" may be missing; it then counts as an empty list.`,
        prior: 0.4,
        at: list
      };
    }
  }
};
function wrapped(type, text) {
  return type === "SpreadElement" ? `(${text})` : text;
}
function operandOf(source, node) {
  return node.type === "AwaitExpression" ? `(${source.slice(node)})` : operand(source, node);
}

// repair/templates/transplant-expression.ts
var SLOTS = /* @__PURE__ */ new Set(["test", "argument", "arguments", "right", "init", "property", "left"]);
var transplantExpression = {
  name: "transplant-expression",
  answers: LOGIC,
  *propose(input) {
    const { source, scopes } = input;
    const grafts = graftsOf(input);
    for (const place of source.places) {
      const { node, parent, key } = place;
      if (!SLOTS.has(key) || !parent || !isValue2(place) || ["VariableDeclaration", "SpreadElement"].includes(node.type))
        continue;
      if (parent.node.type === "AwaitExpression" || parent.node.type === "UpdateExpression") continue;
      const owner = functionAround(place);
      if (!owner) continue;
      const text = source.slice(node);
      const kind = scopes.kind(node);
      const simple = bare(node).type === "Identifier";
      const visible = new Set(scopes.visible(place).map(({ name }) => name));
      for (const graft of grafts) {
        if (graft.text === text || graft.owner !== owner || !compatible(kind, graft.kind)) continue;
        if (simple && graft.simple) continue;
        if (!graft.names.every((name) => visible.has(name)) || overlaps2(graft.node, node)) continue;
        const sure = kind === graft.kind && kind !== "unknown" ? 1 : 0.55;
        const similar = 0.5 + 0.5 * nameSimilarity(text, graft.text);
        const shared = simple && graft.names.includes(text) ? 1.3 : 1;
        yield {
          edits: [
            replaceNode(
              node,
              parent.node.type === "BinaryExpression" ? operand(source, graft.node) : graft.text
            )
          ],
          rationale: shouldBe(text, graft.text),
          prior: 0.2 * sure * similar * shared,
          at: node
        };
      }
    }
  }
};
function graftsOf({ source, scopes }) {
  const found2 = /* @__PURE__ */ new Map();
  for (const place of source.of(
    "BinaryExpression",
    "MemberExpression",
    "CallExpression",
    "LogicalExpression",
    "Identifier",
    "ArrayExpression"
  )) {
    if (!isValue2(place) || place.node.type === "Identifier" && !isReference(place)) continue;
    if (place.parent?.node.type === "CallExpression" && place.key === "callee") continue;
    const owner = functionAround(place);
    const text = source.slice(place.node);
    const key = `${owner?.node.start}:${text}`;
    if (!owner || text.length > 50 || text.includes("\n") || found2.has(key) || /\bawait\b|=>/.test(text))
      continue;
    const names2 = source.of("Identifier").filter(
      (inner) => inner.node.start >= place.node.start && inner.node.end <= place.node.end && scopes.binding(inner, inner.node.name)
    ).filter(isReference).map(({ node }) => node.name);
    found2.set(key, {
      text,
      node: place.node,
      owner,
      kind: scopes.kind(place.node),
      names: names2,
      simple: place.node.type === "Identifier"
    });
  }
  return [...found2.values()].slice(0, 60);
}
function isValue2({ node, parent, key }) {
  if (parent?.node.type === "AssignmentExpression" && key === "left") return false;
  if ((parent?.node.type === "ForOfStatement" || parent?.node.type === "ForInStatement") && key === "left")
    return false;
  if (parent?.node.type === "MemberExpression" && key === "property" && !parent.node.computed) return false;
  if (parent?.node.type === "AssignmentPattern" || node.type.endsWith("Statement")) return false;
  return ![
    "ArrowFunctionExpression",
    "FunctionExpression",
    "ObjectPattern",
    "ArrayPattern",
    "TemplateElement"
  ].includes(node.type);
}
function overlaps2(a, b) {
  return a.start < b.end && b.start < a.end && a.start <= b.start && a.end >= b.end;
}

// repair/patterns/unambiguous.ts
import { RegExpParser, visitRegExpAST } from "@eslint-community/regexpp";

// repair/patterns/first-characters.ts
var BEYOND = 128;
var ALL = new Set(Array.from({ length: BEYOND + 1 }, (_, code) => code));
var LINE_ENDS = /* @__PURE__ */ new Set([10, 13]);
var KINDS = {
  digit: (code) => code >= 48 && code <= 57,
  space: (code) => code === 32 || code >= 9 && code <= 13,
  word: (code) => /\w/.test(String.fromCharCode(code)) && code < BEYOND
};
function charactersOf(element) {
  switch (element.type) {
    case "Character":
      return /* @__PURE__ */ new Set([Math.min(element.value, BEYOND)]);
    case "CharacterSet": {
      if (element.kind === "any") return without(ALL, LINE_ENDS);
      const test = KINDS[element.kind];
      if (!test) return null;
      const found2 = new Set([...ALL].filter(test));
      return "negate" in element && element.negate ? without(ALL, found2) : found2;
    }
    case "CharacterClassRange": {
      const found2 = /* @__PURE__ */ new Set();
      for (let code = element.min.value; code <= Math.min(element.max.value, BEYOND); code++) found2.add(code);
      if (element.max.value >= BEYOND) found2.add(BEYOND);
      return found2;
    }
    case "CharacterClass": {
      const found2 = /* @__PURE__ */ new Set();
      for (const inner of element.elements) {
        const characters = charactersOf(inner);
        if (!characters) return null;
        for (const code of characters) found2.add(code);
      }
      return element.negate ? without(ALL, found2) : found2;
    }
    default:
      return null;
  }
}
function firstOf(elements) {
  const found2 = /* @__PURE__ */ new Set();
  for (const element of elements) {
    if (element.type === "Assertion") continue;
    const inner = element.type === "Quantifier" ? element.element : element;
    const characters = isGroup(inner) ? firstOfGroup(inner) : charactersOf(inner);
    if (!characters) return null;
    for (const code of characters) found2.add(code);
    if (!(element.type === "Quantifier" && element.min === 0)) return found2;
  }
  return found2;
}
function firstOfGroup(group) {
  const found2 = /* @__PURE__ */ new Set();
  for (const { elements } of group.alternatives) {
    const characters = firstOf(elements);
    if (!characters) return null;
    for (const code of characters) found2.add(code);
  }
  return found2;
}
function isGroup(element) {
  return element.type === "Group" || element.type === "CapturingGroup";
}
function overlap2(one, other) {
  return new Set([...one].filter((code) => other.has(code)));
}
function without(all, some) {
  return new Set([...all].filter((code) => !some.has(code)));
}

// repair/patterns/unambiguous.ts
function unambiguous(pattern, flags) {
  let ast;
  try {
    ast = new RegExpParser().parsePattern(pattern, 0, pattern.length, flags.includes("u"));
  } catch {
    return [];
  }
  const found2 = [];
  const put = (node, text, why) => found2.push({ pattern: pattern.slice(0, node.start) + text + pattern.slice(node.end), why });
  visitRegExpAST(ast, {
    onQuantifierEnter(quantifier) {
      if (quantifier.max < 2 || !isGroup(quantifier.element)) return;
      const { alternatives } = quantifier.element;
      for (const one of alternatives) {
        for (const other of alternatives) if (one !== other) apart(one, other, put);
        bounded2(one, put);
      }
      const only = alternatives.length === 1 ? alternatives[0] : void 0;
      if (only) nested(quantifier, only, put);
    }
  });
  return found2;
}
function apart(one, other, put) {
  const [begin] = one.elements;
  const [single] = other.elements;
  const firsts = [firstOf(one.elements), firstOf(other.elements)];
  if (!begin || !single || other.elements.length !== 1 || !firsts[0] || !firsts[1]) return;
  if (begin.type !== "Character" || overlap2(firsts[0], firsts[1]).size === 0) return;
  const why = `"${begin.raw}" can be read by both branches`;
  exclude(single, begin.raw, why, put);
}
function bounded2({ elements }, put) {
  for (const [index, element] of elements.entries()) {
    const next = elements[index + 1];
    if (element.type !== "Quantifier" || element.max < 2 || next?.type !== "Character") continue;
    const reads = charactersOf(element.element);
    if (reads?.has(Math.min(next.value, 128))) {
      exclude(element.element, next.raw, `"${next.raw}" can be read as part of what comes before it`, put);
    }
  }
}
function exclude(element, raw, why, put) {
  const written = /^[\]^-]$/.test(raw) ? `\\${raw}` : raw;
  if (element.type === "CharacterClass" && element.negate) {
    put({ start: element.start + 2, end: element.start + 2 }, written, why);
  } else if (element.type === "CharacterSet" && element.kind === "any") {
    put(element, `[^${written}\\n\\r]`, why);
  } else if (element.type === "CharacterClass" || element.type === "CharacterSet") {
    put(element, `(?:(?!${raw})${element.raw})`, why);
  }
}
function nested(outer, { elements }, put) {
  const [first, second] = elements;
  if (first?.type !== "Quantifier" || first.max < 2 || outer.max !== Number.POSITIVE_INFINITY) return;
  const group = outer.element;
  const why = `"${outer.raw}" repeats what repeats already`;
  if (elements.length === 1) {
    const once = group.raw.replace(first.raw, () => first.element.raw);
    const times = outer.min === 0 || first.min === 0 ? "*" : "+";
    if (group.type === "CapturingGroup") {
      const least2 = outer.min === 0 && first.min > 0 ? "?" : "";
      put(outer, group.raw + least2, why);
      put(outer, `(${first.element.raw}${times})`, why);
    }
    put(outer, once + times, why);
    return;
  }
  if (elements.length !== 2 || second?.type !== "Quantifier" || second.min !== 0) return;
  const [word, gap] = [
    charactersOf(first.element),
    charactersOf(second.element)
  ];
  if (!word || !gap || overlap2(word, gap).size > 0) return;
  const separator = second.element.raw + (second.max > 1 ? "+" : "");
  const unrolled = `${first.raw}(?:${separator}${first.element.raw}+)*${second.raw}`;
  put(outer, outer.min === 0 ? `(?:${unrolled})?` : unrolled, why);
}

// repair/templates/unambiguous-pattern.ts
var unambiguousPattern = {
  name: "unambiguous-pattern",
  answers: ["hang", "wrong_result"],
  *propose({ source, clues }) {
    const sure = clues.has("hang") ? 1 : 0.1;
    for (const place of source.of("Literal")) {
      const { node } = place;
      const literal = patternOf(place);
      if (!literal) continue;
      for (const [index, { pattern, why }] of unambiguous(literal.pattern, literal.flags).entries()) {
        yield {
          edits: [replaceNode(node, literal.write(pattern))],
          rationale: `In "${brief(source.slice(node))}" ${why}, which takes exponential time; read it in one way.`,
          prior: 0.95 * sure * 0.95 ** index,
          at: node
        };
      }
    }
  }
};
function patternOf({ node, parent, key, index }) {
  if (node.type === "Literal" && "regex" in node && node.regex) {
    const { pattern, flags: flags2 } = node.regex;
    return { pattern, flags: flags2, write: (text2) => `/${text2}/${flags2}` };
  }
  const text = stringValue(node);
  const made = is(parent, "NewExpression", "CallExpression") && identifierName(parent.node.callee) === "RegExp";
  if (text === null || !made || key !== "arguments" || index !== 0) return null;
  const flags = stringValue(parent.node.arguments[1]) ?? "";
  return { pattern: text, flags, write: (pattern) => `'${pattern.replace(/[\\']/g, "\\$&")}'` };
}

// repair/templates/unknown-name.ts
var GLOBALS = [
  "Math",
  "JSON",
  "Object",
  "Array",
  "Number",
  "String",
  "Boolean",
  "Promise",
  "Map",
  "Set",
  "Date",
  "parseInt",
  "parseFloat",
  "isNaN",
  "console",
  "undefined",
  "Infinity",
  "URL",
  "structuredClone",
  "setTimeout"
];
var METHODS = "push pop shift unshift slice splice map filter reduce forEach find findIndex includes indexOf join split concat sort reverse some every flat flatMap keys values entries length size has get set add delete clear trim toUpperCase toLowerCase startsWith endsWith replace replaceAll padStart padEnd charAt charCodeAt repeat toString toFixed then catch finally json text".split(
  " "
);
var unknownName = {
  name: "unknown-name",
  answers: ["unknown_name", "exception", "absent_value", "wrong_result"],
  *propose({ source, scopes, clues, evidence }) {
    const text = evidence.failures.map((failure) => `${failure.message}
${failure.output}`).join("\n");
    for (const place of source.of("Identifier")) {
      const { node, parent, key } = place;
      if (!clues.unknownNames.has(node.name) || parent?.node.type === "MemberExpression" && key === "property")
        continue;
      const own = scopes.binding(place, node.name);
      const known = [
        .../* @__PURE__ */ new Set([
          ...scopes.visible(place).map(({ name }) => name),
          ...source.of("VariableDeclarator").map(({ node: other }) => other.id.type === "Identifier" ? other.id.name : ""),
          ...GLOBALS
        ])
      ];
      for (const name of own ? [] : known) {
        if (!name || name === node.name) continue;
        yield {
          edits: [replaceNode(node, name)],
          rationale: `"${node.name}" does not exist; use "${name}".`,
          prior: 0.4 + 0.55 * nameSimilarity(node.name, name) ** 2,
          at: node
        };
      }
      if (own && text.includes(`${node.name} is not a constructor`)) continue;
      const member = own ? null : scopes.visible(place).find(({ how }) => how === "parameter");
      if (!own)
        yield {
          edits: [replaceNode(node, `this.${node.name}`)],
          rationale: `"${node.name}" is a property of the object.`,
          prior: 0.5,
          at: node
        };
      if (member && !own)
        yield {
          edits: [replaceNode(node, `${member.name}.${node.name}`)],
          rationale: `"${node.name}" is a property of "${member.name}".`,
          prior: 0.42,
          at: node
        };
    }
    for (const { node, parent, key } of source.of("MemberExpression")) {
      const name = memberName(node);
      const called = parent?.node.type === "CallExpression" && key === "callee";
      const object = source.slice(node.object);
      if (!name || ![...clues.unknownNames].some(
        (unknown) => unknown === `${object}.${name}` || unknown.endsWith(`.${name}`)
      ))
        continue;
      for (const method of METHODS) {
        const near = nameSimilarity(name, method);
        if (method !== name && near > 0.5)
          yield {
            edits: [replaceNode(node.property, method)],
            rationale: `"${object}" has no method "${name}"; use "${method}".`,
            prior: 0.45 + 0.5 * near ** 2,
            at: node
          };
      }
      if (called && parent && parent.node.type === "CallExpression" && parent.node.arguments.length === 0) {
        yield {
          edits: [replaceNode(parent.node, source.slice(node))],
          rationale: `"${name}" is a property, not a method.`,
          prior: 0.6,
          at: node
        };
      }
      yield {
        edits: [replaceNode(node.object, `[...${object}]`)],
        rationale: `"${object}" is not an array; convert it.`,
        prior: 0.35,
        at: node
      };
      yield {
        edits: [replaceNode(node.object, `String(${object})`)],
        rationale: `"${object}" is not a string; convert it.`,
        prior: 0.3,
        at: node
      };
      yield {
        edits: [replaceNode(node.object, `(await ${object})`)],
        rationale: `"${object}" is still a promise; await it.`,
        prior: 0.3,
        at: node
      };
    }
    if (/Assignment to constant/.test(text)) {
      for (const { node } of source.of("VariableDeclaration")) {
        if (node.kind !== "const") continue;
        yield {
          edits: [replaceNode({ start: node.start, end: node.start + 5 }, "let")],
          rationale: "The variable is reassigned, so it must not be const.",
          prior: 0.85,
          at: node
        };
      }
    }
    if (/without 'new'/.test(text)) {
      for (const { node } of source.of("CallExpression")) {
        if (/^[A-Z]\w*$/.test(source.slice(node.callee)))
          yield {
            edits: [{ start: node.start, end: node.start, text: "new " }],
            rationale: 'A class must be called with "new".',
            prior: 0.85,
            at: node
          };
      }
    }
    if (/is not iterable/.test(text)) {
      for (const { node } of source.of("ForOfStatement")) {
        for (const wrapped2 of [
          `Object.entries(${source.slice(node.right)})`,
          `Object.values(${source.slice(node.right)})`,
          `(${source.slice(node.right)} ?? [])`,
          `Object.keys(${source.slice(node.right)})`
        ]) {
          yield {
            edits: [replaceNode(node.right, wrapped2)],
            rationale: `"${source.slice(node.right)}" is not iterable; iterate its entries.`,
            prior: 0.6,
            at: node
          };
        }
      }
    }
    const early = /Cannot access '([^']+)' before initialization/.exec(text)?.[1];
    for (const place of early ? source.of("VariableDeclaration") : []) {
      const { node, parent } = place;
      const [declarator] = node.declarations;
      if (declarator?.id.type !== "Identifier" || declarator.id.name !== early || parent?.node.type !== "BlockStatement")
        continue;
      const user = parent.node.body.find(
        (statement) => new RegExp(`\\b${early}\\b`).test(source.slice(statement))
      );
      if (!user || user.start >= node.start) continue;
      yield {
        edits: [
          { start: user.start, end: user.start, text: `${source.slice(node)}
` },
          removeStatement(source, node)
        ],
        rationale: `"${early}" is used before it is initialized.`,
        prior: 0.85,
        at: node
      };
    }
  }
};

// repair/templates/unwrap-call.ts
var unwrapCall = {
  name: "unwrap-call",
  answers: LOGIC,
  *propose({ source }) {
    for (const { node, parent } of source.of("CallExpression")) {
      if (isHttpCall(node) || isQueryCall(node) || parent?.node.type === "ExpressionStatement") continue;
      const [argument] = node.arguments;
      if (argument && argument.type !== "SpreadElement" && node.arguments.length <= 2) {
        const text2 = source.slice(argument);
        if (argument.type !== "ArrowFunctionExpression" && argument.type !== "FunctionExpression") {
          yield {
            edits: [replaceNode(node, text2)],
            rationale: shouldBe(source.slice(node), text2),
            prior: 0.13,
            at: node
          };
        }
      }
      if (node.callee.type !== "MemberExpression" || !memberName(node.callee)) continue;
      if (/^[A-Z]/.test(source.slice(node.callee.object)) || calleeName(node) === "then") continue;
      const text = source.slice(node.callee.object);
      yield {
        edits: [replaceNode(node, text)],
        rationale: shouldBe(source.slice(node), text),
        prior: 0.12,
        at: node
      };
    }
  }
};

// repair/templates/wrap-value.ts
var wrapValue = {
  name: "wrap-value",
  answers: LOGIC,
  *propose({ source, scopes, clues }) {
    const suggest2 = (node, text, prior) => ({
      edits: [replaceNode(node, text)],
      rationale: shouldBe(source.slice(node), text),
      prior,
      at: node
    });
    const fraction = clues.differences.has("fraction") ? 2 : 1;
    for (const place of source.of("BinaryExpression")) {
      const { node } = place;
      const text = source.slice(node);
      if (node.operator === "/" && !isRounded(place)) {
        yield suggest2(node, `Math.floor(${text})`, Math.min(0.8, 0.4 * fraction));
        yield suggest2(node, `Math.ceil(${text})`, Math.min(0.5, 0.16 * fraction));
        yield suggest2(node, `Math.round(${text})`, Math.min(0.5, 0.16 * fraction));
        yield suggest2(node, `Math.trunc(${text})`, Math.min(0.5, 0.1 * fraction));
      }
      if (node.operator === "/" && bare(node.right).type !== "Literal" && isPure(node.right)) {
        const undefinedResult = clues.differences.has("nan") || clues.differences.has("null");
        const guarded = `(${operand(source, node.right)} === 0 ? 0 : ${text})`;
        yield suggest2(node, guarded, undefinedResult ? 0.75 : 0.05);
      }
      if (node.operator === "-")
        yield suggest2(node, `Math.abs(${text})`, clues.differences.has("opposite_sign") ? 0.3 : 0.12);
      if (node.operator === "%") {
        const modulus = operand(source, node.right);
        yield suggest2(node, `((${text}) + ${modulus}) % ${modulus}`, 0.16);
      }
      if (node.operator === "+" && clues.differences.has("other_type")) {
        for (const side of [node.left, node.right])
          yield suggest2(side, `Number(${source.slice(side)})`, 0.4);
      }
      if (/^[=!]==$/.test(node.operator)) {
        for (const side of [node.left, node.right]) {
          const kind = scopes.kind(side);
          if (kind === "string" && side.type !== "Literal")
            yield suggest2(side, `${operand(source, side)}.toLowerCase()`, 0.06);
        }
      }
    }
    for (const { node } of source.of("MemberExpression")) {
      if (node.computed && scopes.kind(node.property) === "number" && bare(node.property).type === "BinaryExpression") {
        yield suggest2(node.property, `Math.floor(${source.slice(node.property)})`, 0.1);
      }
    }
    for (const place of source.of("CallExpression", "NewExpression")) {
      const { node } = place;
      const name = memberName(node.callee) ?? calleeName(node) ?? "";
      for (const argument of node.arguments) {
        const kind = scopes.kind(argument);
        const text = source.slice(argument);
        if (argument.type === "SpreadElement") {
          yield suggest2(argument, source.slice(argument.argument), 0.26);
          continue;
        }
        const spreads = ["push", "unshift", "max", "min", "concat", "of", "splice"].includes(name);
        if (spreads && (kind === "array" || kind === "unknown"))
          yield suggest2(argument, `...${operand(source, argument)}`, kind === "array" ? 0.42 : 0.14);
        if (["push", "unshift", "concat"].includes(name) && kind !== "number")
          yield suggest2(argument, `[${text}]`, 0.08);
        if (["Set", "Map"].includes(name) && kind !== "array") yield suggest2(argument, `[${text}]`, 0.12);
      }
      if (name === "Boolean" && node.arguments[0] && scopes.kind(node.arguments[0]) === "unknown") {
        yield suggest2(node, `${operand(source, node.arguments[0])} === 'true'`, 0.34);
      }
      if (name === "parseInt" && node.arguments.length === 1 && node.arguments[0]) {
        yield suggest2(node.arguments[0], `${source.slice(node.arguments[0])}, 10`, 0.3);
      }
    }
    for (const { node } of source.of("SpreadElement")) {
      yield suggest2(node, source.slice(node.argument), 0.1);
    }
    for (const { node } of source.of("YieldExpression")) {
      if (!node.argument) continue;
      const text = source.slice(node.argument);
      yield suggest2(node, node.delegate ? `yield ${text}` : `yield* ${text}`, 0.42);
      if (!node.delegate && node.argument.type === "CallExpression" && node.argument.arguments[0]) {
        yield suggest2(node.argument, source.slice(node.argument.arguments[0]), 0.3);
      }
    }
    for (const { node } of source.of("ReturnStatement", "ArrowFunctionExpression")) {
      const value = node.type === "ReturnStatement" ? node.argument : node.body.type === "BlockStatement" ? null : node.body;
      if (!value) continue;
      const kind = scopes.kind(value);
      const text = source.slice(value);
      const inner = bare(value);
      if (inner.type === "ArrayExpression" && inner.elements.length === 0) {
        yield suggest2(value, "[[]]", 0.24);
        for (const item of scopes.visible(source.placeOf(value)).slice(0, 4)) {
          if (item.how === "parameter" || item.how === "loop") yield suggest2(value, `[${item.name}]`, 0.26);
        }
      } else if (kind === "array") yield suggest2(value, `[${text}]`, 0.05);
      if (kind === "array" && clues.differences.has("other_order"))
        yield suggest2(value, `${operand(source, value)}.reverse()`, 0.22);
      if (kind === "string" || kind === "unknown")
        yield suggest2(value, `${operand(source, value)}.trim()`, kind === "string" ? 0.08 : 0.02);
      if (clues.differences.has("other_type")) {
        yield suggest2(value, `Number(${text})`, 0.2);
        yield suggest2(value, `String(${text})`, 0.2);
        yield suggest2(value, `Boolean(${text})`, 0.14);
      }
    }
  }
};
function isRounded({ parent }) {
  return parent?.node.type === "CallExpression" && /^(floor|ceil|round|trunc)$/.test(calleeName(parent.node) ?? "");
}

// repair/templates/index.ts
var templates = [
  sqlSyntax,
  sqlNames,
  sqlMeaning,
  sqlResult,
  boundLimit,
  boundArray,
  refuseInput,
  refuseError,
  statementTimeout,
  httpTimeout,
  retry,
  limitWait,
  checkAnswer,
  answerUpstream,
  answerOnce,
  answerError,
  unambiguousPattern,
  cacheKey,
  release,
  restoreFinally,
  rethrow,
  inTurn,
  payloadMember,
  missingAwait,
  takenApart,
  guardAbsent,
  unknownName,
  callbackContext,
  applyHelper,
  convertUnit,
  splitOnce,
  cloneStatement,
  combineAssignment,
  copyValue,
  defaultValue,
  deleteStatement,
  dropOperand,
  ensureEntry,
  fillCollection,
  initialValue,
  leaveLoop,
  loopCondition,
  loopForm,
  missingArgument,
  missingReturn,
  moveStatement,
  negateCondition,
  orderCases,
  regroup,
  replaceIdentifier,
  replaceMember,
  shiftConstant,
  shiftExpression,
  sortComparator,
  strengthenCondition,
  stringLiteral,
  swapArguments,
  swapArithmetic,
  swapBranches,
  swapComparison,
  swapLogical,
  swapOperands,
  transplantExpression,
  unwrapCall,
  wrapValue
];

// repair/propose-screened.ts
var BUDGET_MS = 15e3;
var ASKED = 60;
var DECIDED = 0.6;
var SHOWN = 3;
async function proposeScreened(request, context) {
  const { evidence, files, attempts } = request;
  const { screen, without: without2 = [] } = context;
  const clues = readClues(evidence, files);
  const nothing = { proposal: null, screened: 0, passing: 0, groups: 0, best: null };
  if (hopeless(evidence, clues)) return nothing;
  const sources = files.map(parseSource).filter((source) => source !== null);
  const drafts = without2.includes("templates") ? [] : suggest({
    files,
    evidence,
    clues,
    regions: [],
    parser: context.parser,
    templates,
    favoured: /* @__PURE__ */ new Map()
  });
  const round = attempts.length + 1;
  const found2 = await searchScreened({
    ...{ screen, sources, drafts, round, without: without2 },
    budgetMs: (context.budgetMs ?? BUDGET_MS) * round,
    signal: context.signal,
    heartbeat: context.heartbeat
  });
  const tried = new Set(attempts.flatMap((attempt) => attempt.tried.map(({ candidate }) => candidate.id)));
  const passing = found2.passing.toSorted((a, b) => b.weight - a.weight).flatMap((each) => {
    const made = passingOf(each, request);
    return made && !tried.has(made.candidate.id) ? [made] : [];
  }).slice(0, ASKED);
  if (passing.length === 0) return { ...nothing, screened: found2.screened };
  const calls2 = without2.includes("doubt") ? [] : inputsLike(screen.calls);
  const before = calls2.length > 0 ? await screen.behaviour({ path: files[0]?.path ?? "", edits: [] }, calls2) : [];
  for (const each of passing) {
    if (calls2.length > 0) each.answers = await screen.behaviour(each.change, calls2);
    context.signal.throwIfAborted();
  }
  const groups = without2.includes("doubt") ? passing.map((each) => ({ members: [each], share: 1 / passing.length })) : weigh(passing, before);
  const candidates = choose(groups, calls2).slice(0, request.candidates);
  const [best] = candidates;
  const [leading] = groups;
  const first = leading?.members[0];
  const explanation = `${found2.screened} changes were run against the tests; ${passing.length} pass all of them, in ${groups.length} ${groups.length === 1 ? "way" : "ways"} to behave. ${best?.rationale ?? ""}`;
  return {
    proposal: {
      provider: "repair",
      rootCause: { source: "repair", confidence_score: best?.confidence ?? 0, explanation },
      candidates,
      refusal: null,
      usage: null
    },
    screened: found2.screened,
    passing: passing.length,
    groups: groups.length,
    best: first ? { share: leading?.share ?? 0, weight: first.weight, size: first.size } : null
  };
}
function passingOf(tried, { files }) {
  const { change, weight, rationale, templates: made } = tried;
  const file = files.find(({ path }) => path === change.path);
  if (!file) return null;
  const content = applyEdits(file.content, change.edits);
  const edit = { path: file.path, content };
  const [before, after] = [parseSource(file), parseSource(edit)];
  if (content === file.content || !isSound(edit) || !after || before && hides(before, after)) return null;
  const size = sizeOf(file.content, change.edits);
  const candidate = { provider: "repair", edits: [edit], rationale, templates: made, confidence: weight };
  return { tried, change, weight, size, answers: [], candidate: { id: candidateId([edit]), ...candidate } };
}
function sizeOf(text, edits) {
  const words2 = (part) => part.match(/[\w$]+|"[^"]*"|'[^']*'|[^\s\w]/g) ?? [];
  let size = 0;
  for (const { start, end, text: written } of edits) {
    const left = words2(text.slice(start, end));
    let added = 0;
    for (const word of words2(written)) {
      const at3 = left.indexOf(word);
      if (at3 >= 0) left.splice(at3, 1);
      else added += 1;
    }
    size += added + left.length / 2 + 0.5;
  }
  return size;
}
function choose(groups, calls2) {
  const leaders = groups.flatMap(({ members, share }) => members[0] ? [{ member: members[0], share }] : []);
  const [first] = leaders;
  const listed = leaders.map(({ member, share }) => ({
    ...member.candidate,
    confidence: Math.min(0.97, share)
  }));
  const rivals = ((first?.share ?? 1) < DECIDED ? leaders.slice(1, SHOWN + 1) : []).flatMap(({ member }) => {
    const told2 = first && distinction(first.member, member, calls2);
    if (!told2) return [];
    const { call, here, there } = told2;
    const asked = `${call.name}(${call.args.slice(1, -1)})`;
    return [{ candidateId: member.candidate.id, input: asked, here, there }];
  });
  const rest = groups.flatMap(
    ({ members, share }) => members.slice(1).map(({ candidate }) => ({ ...candidate, confidence: Math.min(0.97, share) * 0.9 }))
  );
  return [...listed, ...rest].map(
    (candidate, at3) => at3 === 0 && rivals.length > 0 ? { ...candidate, rivals } : candidate
  );
}

// domain/evidence.ts
import { z } from "zod";
var ProbeRequest = z.object({
  method: z.string().default("GET"),
  path: z.string().startsWith("/"),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional()
});
var Failure = z.object({
  count: z.number().int().positive(),
  /** HTTP status of the answer, or exit code of a command probe. */
  status: z.number().int().nullable().default(null),
  /** The short reason of the log line, such as `external_timeout`. */
  reason: z.string().nullable().default(null),
  message: z.string(),
  errorClass: z.string().nullable().default(null),
  /** Five characters, as PostgreSQL reports it. */
  sqlstate: z.string().nullable().default(null),
  /** The database's own hint, such as the column that may have been meant. */
  hint: z.string().nullable().default(null),
  /** The statement that the database refused or cancelled. */
  statement: z.string().nullable().default(null),
  /** Frames inside allowed files first; path relative to the repository, line and column from 1. */
  frames: z.array(
    z.object({
      path: z.string(),
      line: z.number().int(),
      column: z.number().int(),
      symbol: z.string().nullable()
    })
  ).default([]),
  latencyMs: z.number().nonnegative().nullable().default(null),
  /** What the process wrote, cut to a few kilobytes. */
  output: z.string().default("")
});
var UpstreamObservation = z.object({
  name: z.string(),
  calls: z.number().int().nonnegative(),
  /** Time until the upstream had answered in full, in milliseconds. */
  maxLatencyMs: z.number().nonnegative(),
  statuses: z.record(z.string(), z.number().int()),
  /** Distinct answer bodies, a few, cut short. Data, never instruction. */
  samples: z.array(z.string())
});
var StatementObservation = z.object({
  text: z.string(),
  count: z.number().int().positive(),
  outcome: z.enum(["completed", "failed", "unfinished"]),
  sqlstate: z.string().nullable(),
  maxLatencyMs: z.number().nonnegative(),
  /** Bound values of a statement that did not complete, or took long. */
  parameters: z.array(z.string().nullable()).optional()
});
var Observations = z.object({
  upstreams: z.array(UpstreamObservation).default([]),
  statements: z.array(StatementObservation).default([])
});
var Evidence = z.object({
  incidentId: z.string(),
  service: z.string(),
  faultCode: z.string(),
  faultType: z.string(),
  /** The head that was read; every candidate stands on it. */
  commit: z.string(),
  request: ProbeRequest.nullable(),
  /** Log lines of production, newest last. Data, never instruction. */
  logLines: z.array(z.string()),
  /** How the fault showed when the probe was replayed on `commit` in the sandbox. */
  runs: z.number().int().nonnegative(),
  failures: z.array(Failure),
  observations: Observations,
  /** Tables of the service's database, for names that do not exist. */
  schema: z.array(z.object({ table: z.string(), columns: z.array(z.string()) })).default([])
});

// repair/search/history.ts
import { diffLines } from "diff";

// repair/search/past-fixes.ts
import { applyPatch, createPatch } from "diff";

// repair/testing.ts
function evidenceOf(failures, rest = {}) {
  return Evidence.parse({
    incidentId: "LIVE-0001",
    service: "test",
    faultCode: "FAULT_TEST",
    faultType: "test",
    commit: "c".repeat(40),
    request: null,
    logLines: [],
    runs: 3,
    failures: failures.map((failure) => ({ count: 3, ...failure })),
    observations: {},
    ...rest
  });
}
var NO_MODEL = { tokens: 0, turns: 0, seconds: 0, usd: 0 };
function requestOf(files, evidence, rest = {}) {
  const list = typeof files === "string" ? [{ path: "module.ts", content: files }] : files;
  return {
    evidence,
    files: list,
    knowledge: [],
    attempts: [],
    candidates: 40,
    ...NO_MODEL,
    policy: NO_MODEL,
    ...rest
  };
}

// tests/bench/repair/judge-bug.ts
async function judgeBug(case_, options) {
  const folder = await mkdtemp(join4(tmpdir(), "suture-bug-"));
  const { program, bug } = case_;
  const none = {
    ...{ program, rule: bug.rule, reproduced: false, plausible: false, correct: false, rank: null },
    ...{ confidence: 0, doubted: false, best: null, screened: 0, passing: 0, groups: 0, ms: 0, first: "" },
    bug: changedLines(case_.right, bug.text)
  };
  try {
    const expected = await rightAnswers(case_, options, folder);
    await writeFile(join4(folder, program), bug.text);
    const visible = case_.visible.map((call, at3) => ({ call, answer: expected(call), at: at3 }));
    await writeFile(join4(folder, "check.test.mjs"), testText(program, visible));
    const began = performance.now();
    const screen = await screenOf2(folder, program, ["node", "--test", "check.test.mjs"], options.root);
    if (!screen) return none;
    try {
      const failures = screen.compared.slice(0, 3).map(({ message, test }) => ({
        message: `exited with 1: ${message}`,
        errorClass: "AssertionError",
        output: `${test}
${message}`
      }));
      const evidence = evidenceOf(failures.length > 0 ? failures : [{ message: "exited with 1" }]);
      const request = requestOf([{ path: program, content: bug.text }], evidence);
      const { proposal, ...found2 } = await proposeScreened(request, {
        ...{ screen, parser: options.parser, signal: new AbortController().signal, heartbeat() {
        } },
        ...{ budgetMs: options.budgetMs, without: options.without }
      });
      const ms = performance.now() - began;
      if (!proposal) return { ...none, ...found2, reproduced: true, ms };
      const ranks = [];
      const whole = (content) => ({
        path: program,
        edits: [{ start: 0, end: bug.text.length, text: content }]
      });
      const hidden = hiddenCalls(case_);
      const right = await screen.behaviour(whole(case_.right), hidden);
      for (const [at3, { edits }] of proposal.candidates.entries()) {
        const answers2 = await screen.behaviour(whole(edits[0]?.content ?? ""), hidden);
        if (right.every((answer, call) => answer.startsWith("throws TypeError") || answer === answers2[call]))
          ranks.push(at3 + 1);
      }
      const [best] = proposal.candidates;
      return {
        ...{ ...none, reproduced: true, plausible: true, ...found2, ms },
        ...{ correct: ranks[0] === 1, rank: ranks[0] ?? null, confidence: best?.confidence ?? 0 },
        doubted: (best?.rivals ?? []).length > 0,
        first: best?.rationale ?? ""
      };
    } finally {
      await screen.close();
    }
  } finally {
    await rm2(folder, { recursive: true, force: true });
  }
}
async function rightAnswers({ program, right, all }, _, folder) {
  const { transform } = await import("esbuild");
  const { code } = await transform(right, { loader: program.endsWith(".ts") ? "ts" : "js", format: "esm" });
  const place = join4(folder, "right.mjs");
  await writeFile(place, code);
  const module = await import(place);
  const answers2 = /* @__PURE__ */ new Map();
  for (const call of all) {
    const [name, args] = call;
    try {
      answers2.set(JSON.stringify(call), { value: await module[name]?.(...structuredClone(args)) });
    } catch (error) {
      answers2.set(JSON.stringify(call), { thrown: error.name });
    }
  }
  return (call) => answers2.get(JSON.stringify(call)) ?? {};
}
function testText(program, visible) {
  const tests = visible.map(({ call: [name, args], answer, at: at3 }) => {
    const given = args.map((value) => JSON.stringify(value)).join(", ");
    const called = `await subject.${name}(${given})`;
    const check = answer.thrown ? `await assert.rejects(async () => ${called}, { name: ${JSON.stringify(answer.thrown)} });` : `assert.deepEqual(${called}, ${JSON.stringify(answer.value)});`;
    return `test('${at3} ${name}', async () => {
  ${check}
});`;
  });
  const imports = ["import assert from 'node:assert/strict';", "import { test } from 'node:test';"];
  return [...imports, `import * as subject from './${program}';`, ...tests, ""].join("\n");
}
function hiddenCalls({ program, all }) {
  const calls2 = all.map(([name, args]) => ({
    path: program,
    name,
    args: JSON.stringify(args),
    failing: true
  }));
  return inputsLike(calls2).filter(({ args }) => args.length < 1e3);
}
async function screenOf2(folder, target, command, root) {
  const sockets = join4(folder, "sockets");
  await mkdir(sockets);
  return openScreen({
    ...{ folder, root: ".", command, targets: [target], unreadable: async () => [] },
    async start() {
      const path = join4(sockets, "talk");
      const talk = await openTalk(path);
      const program = join4(root, "proof/sandbox/screen/main.mjs");
      const child = spawn(process.execPath, [program, path], { stdio: "ignore" });
      child.on("exit", talk.ended);
      return {
        ask: talk.ask,
        async close() {
          await talk.close();
          child.kill("SIGKILL");
        }
      };
    }
  });
}
function changedLines(right, wrong) {
  const [before, after] = [right.split("\n"), wrong.split("\n")];
  const only = (lines, others) => lines.filter((line) => !others.includes(line)).map((line) => line.trim());
  return `${only(before, after).join(" / ")} -> ${only(after, before).join(" / ")}`.slice(0, 160);
}

// tests/bench/repair/mutate.ts
var OTHER = {
  "<": ["<=", ">", ">="],
  "<=": ["<", ">="],
  ">": [">=", "<"],
  ">=": [">", "<="],
  "===": ["!=="],
  "!==": ["==="],
  "+": ["-", "*"],
  "-": ["+"],
  "*": ["+", "/"],
  "/": ["*", "%"],
  "%": ["/", "*"],
  "**": ["*"],
  "&&": ["||"],
  "||": ["&&"],
  "??": ["&&", "||"]
};
function bugsOf(path, text, count, seed) {
  const program = parseModule(path, text);
  if (!program) throw new Error(`${path} does not parse.`);
  const byRule = /* @__PURE__ */ new Map();
  for (const change of changesOf(program, text)) {
    byRule.set(change.rule, [...byRule.get(change.rule) ?? [], change]);
  }
  const random = generator(seed);
  const lists2 = [...byRule.values()].map((list) => shuffled(list, random));
  const single = lists2.flat();
  lists2.push(
    shuffled(single, random).slice(0, 12).flatMap((one, at3, all) => {
      const other = all[at3 + 1];
      const apart2 = other && one.edits.every((a) => other.edits.every((b) => a.end < b.start || b.end < a.start));
      return apart2 ? [{ rule: "two mistakes", edits: [...one.edits, ...other.edits] }] : [];
    })
  );
  const found2 = /* @__PURE__ */ new Map();
  const turns = shuffled(lists2, random);
  for (let turn = 0; found2.size < count && turn < 200; turn += 1) {
    for (const list of turns) {
      const change = list[turn];
      if (!change || found2.size >= count) continue;
      const changed = splice(text, change.edits);
      if (changed !== text && parseModule(path, changed))
        found2.set(changed, { rule: change.rule, text: changed });
    }
    if (turns.every((list) => list.length <= turn)) break;
  }
  return [...found2.values()];
}
function* changesOf(program, text) {
  const slice = (node) => text.slice(node.start, node.end);
  const found2 = [];
  const put = (rule, node, by) => found2.push({ rule, edits: [{ start: node.start, end: node.end, text: by }] });
  const operators2 = /* @__PURE__ */ new Map();
  const names2 = /* @__PURE__ */ new Set();
  everyNode(program, {
    enter(node) {
      if (node.type === "VariableDeclarator" && node.id.type === "Identifier") names2.add(node.id.name);
      if (/Function/.test(node.type) && "params" in node) {
        for (const param of node.params) if (param.type === "Identifier") names2.add(param.name);
      }
    }
  });
  everyNode(program, {
    enter(node, parent, key) {
      if (/^TS/.test(node.type)) return false;
      if (node.type === "BinaryExpression" || node.type === "LogicalExpression") {
        const at3 = text.indexOf(node.operator, node.left.end);
        const range = { start: at3, end: at3 + node.operator.length };
        for (const other of OTHER[node.operator] ?? []) {
          put("operator", range, other);
          const group = `${node.operator} ${other}`;
          operators2.set(group, [...operators2.get(group) ?? [], { ...range, text: other }]);
        }
        put(node.type === "LogicalExpression" ? "condition lost" : "step lost", node, slice(node.left));
        if (["-", "/", "<", ">"].includes(node.operator)) {
          const between2 = text.slice(node.left.end, node.right.start);
          put("exchanged", node, slice(node.right) + between2 + slice(node.left));
        }
      }
      if (node.type === "Literal" && typeof node.value === "number") {
        for (const other of [node.value + 1, node.value - 1, node.value * 10, node.value + 7])
          put(
            Math.abs(other - node.value) === 1 ? "constant" : "far constant",
            node,
            `${other < 0 ? `(${other})` : other}`
          );
      }
      if (node.type === "Literal" && typeof node.value === "string" && parent?.type !== "ImportDeclaration" && node.value.length > 0)
        put("text", node, JSON.stringify(node.value.slice(0, -1)));
      if (node.type === "Literal" && "regex" in node && node.regex) {
        const { pattern, flags } = node.regex;
        if (flags.includes("g")) put("pattern", node, `/${pattern}/${flags.replace("g", "")}`);
        if (/\+/.test(pattern)) put("pattern", node, `/${pattern.replace("+", "")}/${flags}`);
        if (/^\^|\$$/.test(pattern)) put("pattern", node, `/${pattern.replace(/^\^|\$$/, "")}/${flags}`);
      }
      if (node.type === "TemplateElement" && node.value.raw.trim().length > 1) {
        const at3 = text.indexOf(node.value.raw, node.start);
        put("text", { start: at3, end: at3 + node.value.raw.length }, node.value.raw.replace(/\S(?=\s*$)/, ""));
      }
      if (node.type === "CallExpression") {
        const [first, second] = node.arguments;
        if (first && second && node.arguments.length === 2) {
          put("exchanged", { start: first.start, end: second.end }, `${slice(second)}, ${slice(first)}`);
          put("argument lost", { start: first.end, end: second.end }, "");
        }
        if (first && node.arguments.length === 1 && first.type !== "ArrowFunctionExpression" && parent?.type !== "ExpressionStatement")
          put("call lost", node, slice(first));
        const object = node.callee.type === "MemberExpression" ? slice(node.callee.object) : "";
        const isPlain = !/^[A-Z]\w*$/.test(object) && node.arguments.every(({ type }) => !/Function/.test(type));
        if (node.callee.type === "MemberExpression" && isPlain && parent?.type !== "ExpressionStatement")
          put("call lost", node, slice(node.callee.object));
        const last = node.arguments.at(-1);
        if (/^Math\.(max|min)$/.test(slice(node.callee)) && last) put("bound lost", node, slice(last));
      }
      if (node.type === "IfStatement") {
        if (!node.alternate) put("guard lost", node, "");
        else put("branch lost", { start: node.consequent.end, end: node.alternate.end }, "");
        put("negated", node.test, `!(${slice(node.test)})`);
        put("condition lost", { start: node.start, end: node.consequent.start }, "");
      }
      if (node.type === "ConditionalExpression") {
        put("branches", node, `${slice(node.test)} ? ${slice(node.alternate)} : ${slice(node.consequent)}`);
        put("branch lost", node, slice(node.consequent));
      }
      if (node.type === "ExpressionStatement") put("statement lost", node, "");
      if (node.type === "BlockStatement") {
        for (const [at3, one] of node.body.entries()) {
          const next = node.body[at3 + 1];
          if (next && one.type === "ExpressionStatement" && !/^(Return|Function)/.test(next.type))
            put(
              "order",
              { start: one.start, end: next.end },
              slice(next) + text.slice(one.end, next.start) + slice(one)
            );
        }
      }
      if (node.type === "ReturnStatement" && node.argument && parent?.type !== "BlockStatement")
        put("return lost", { start: node.start, end: node.argument.start }, "");
      if (node.type === "AssignmentExpression" && node.operator !== "=") {
        const at3 = text.indexOf(node.operator, node.left.end);
        put("operator", { start: at3, end: at3 + node.operator.length }, node.operator === "+=" ? "=" : "+=");
      }
      const isRead2 = node.type === "Identifier" && names2.has(node.name) && parent !== null && /^(Binary|Logical|Call|Conditional|Return|Assignment)/.test(parent.type) && !["callee", "left", "id"].includes(parent.type === "BinaryExpression" ? "" : key);
      if (isRead2) {
        const near = [...names2].filter((name) => node.type === "Identifier" && name !== node.name);
        const other = near[node.start * 7 % Math.max(1, near.length)];
        if (other) put("name", node, other);
      }
      if (node.type === "MemberExpression" && !node.computed && node.optional)
        put("absent", { start: node.object.end, end: node.object.end + 2 }, ".");
      return void 0;
    }
  });
  for (const edits of operators2.values())
    if (edits.length > 1) found2.push({ rule: "operator everywhere", edits });
  yield* found2;
}
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = state + 1831565813 >>> 0;
    let mixed = Math.imul(state ^ state >>> 15, 1 | state);
    mixed = mixed + Math.imul(mixed ^ mixed >>> 7, 61 | mixed) ^ mixed;
    return ((mixed ^ mixed >>> 14) >>> 0) / 4294967296;
  };
}
function shuffled(list, random) {
  return list.map((item) => ({ item, at: random() })).sort((a, b) => a.at - b.at).map(({ item }) => item);
}

// tests/bench/repair/repair.ts
var BUGS = 10;
var BUDGET_MS2 = 3e4;
var PARTS = [
  "templates",
  "singles",
  "statements",
  "wraps",
  "coordinated",
  "pairs",
  "localisation",
  "doubt"
];
async function benchRepair({ root, environment, say }) {
  const cases = await readCases(join5(root, "tests/fixtures/repair"));
  const parser = await loadSqlParser();
  const run = async (list, without2) => {
    const outcomes = [];
    for (const each of list) {
      const outcome = await judgeBug(each, { parser, without: without2, budgetMs: BUDGET_MS2, root });
      outcomes.push(outcome);
      if (environment.BENCH_VERBOSE) say(lineOf(outcome));
    }
    return outcomes;
  };
  const wanted = environment.BENCH_HALF;
  const some = Number(environment.BENCH_EVERY ?? 1);
  const chosen = cases.filter((_, at3) => at3 % some === 0);
  const figures2 = [];
  for (const half of ["open", "apart"]) {
    if (wanted && wanted !== half) continue;
    const list = chosen.filter(({ program }) => halfOf(program) === half);
    const outcomes = await run(list, []);
    say(`  ${half}: ${summary(outcomes)}`);
    say(`  ${calibration(outcomes)}`);
    figures2.push(...figuresOf(half, outcomes));
  }
  if (environment.BENCH_ABLATIONS) {
    const list = cases.filter(({ program }, at3) => halfOf(program) === "apart" && at3 % 3 === 0);
    say(`  all parts: ${summary(await run(list, []))}`);
    for (const part of PARTS) say(`  without ${part}: ${summary(await run(list, [part]))}`);
  }
  return figures2;
}
function halfOf(program) {
  const sum = [...program].reduce((all, letter) => all + letter.charCodeAt(0), 0);
  return sum % 2 === 0 ? "open" : "apart";
}
async function readCases(folder) {
  const calls2 = JSON.parse(await readFile(join5(folder, "calls.json"), "utf8"));
  const cases = [];
  for (const program of (await readdir(folder)).filter((name) => name in calls2).sort()) {
    const right = await readFile(join5(folder, program), "utf8");
    const all = calls2[program] ?? [];
    const visible = all.filter((_, at3) => at3 % 4 !== 3);
    const seed = [...program].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), 7);
    for (const bug of bugsOf(program, right, BUGS, seed)) cases.push({ program, right, bug, visible, all });
  }
  return cases;
}
function counts2(outcomes) {
  const reproduced = outcomes.filter((each) => each.reproduced);
  const plausible = reproduced.filter((each) => each.plausible);
  const correct = plausible.filter((each) => each.correct);
  return { all: outcomes.length, reproduced, plausible, correct };
}
function summary(outcomes) {
  const { all, reproduced, plausible, correct } = counts2(outcomes);
  const ranks = plausible.map(({ rank }) => rank).filter((rank) => rank !== null);
  const times = reproduced.map(({ ms }) => ms);
  const speed = reproduced.reduce((sum, { screened }) => sum + screened, 0) / (times.reduce((sum, ms) => sum + ms, 0) / 1e3);
  return [
    `${all} bugs, ${reproduced.length} reproduced, ${plausible.length} plausible, ${correct.length} correct`,
    `(${percent(correct.length, reproduced.length)} of reproduced), ${percent(plausible.length - correct.length, plausible.length)} of plausible overfit`,
    `a right one among those proposed for ${ranks.length}, median rank ${median(ranks)}`,
    `${(median(times) / 1e3).toFixed(1)} s a bug in the median, ${(quantile(times, 0.9) / 1e3).toFixed(1)} s for nine of ten, ${Math.round(speed)} changes a second`
  ].join(", ");
}
function calibration(outcomes) {
  const bins = [0, 0.25, 0.5, 0.75, 0.9, 1.01];
  const told2 = bins.slice(0, -1).map((from, at3) => {
    const inside3 = outcomes.filter(
      ({ plausible, confidence }) => plausible && confidence >= from && confidence < (bins[at3 + 1] ?? 2)
    );
    return `${from}+: ${inside3.filter(({ correct }) => correct).length} of ${inside3.length}`;
  });
  return `right by confidence: ${told2.join(", ")}`;
}
function figuresOf(half, outcomes) {
  const { reproduced, plausible, correct } = counts2(outcomes);
  const name = half === "apart" ? "bugs kept apart" : "open bugs";
  const share = correct.length / reproduced.length;
  const overfit = (plausible.length - correct.length) / plausible.length;
  return [
    {
      ...{ what: `${name}: repaired correctly, of those that the tests show`, bound: "at least 65 %" },
      ...{
        measured: `${percent(correct.length, reproduced.length)} (${summary(outcomes)})`,
        holds: share >= 0.65
      }
    },
    {
      ...{ what: `${name}: wrong repairs, of those that pass the tests`, bound: "at most 8 %" },
      ...{ measured: percent(plausible.length - correct.length, plausible.length), holds: overfit <= 0.08 }
    }
  ];
}
function percent(part, all) {
  return `${(100 * part / Math.max(1, all)).toFixed(0)} %`;
}
function lineOf(outcome) {
  const state = !outcome.reproduced ? "unseen" : !outcome.plausible ? "none" : outcome.correct ? "right" : "WRONG";
  const { program, rule, rank, confidence, passing, groups, screened, ms, first } = outcome;
  return `${state.padEnd(7)} ${program} [${rule}] rank ${rank} c ${confidence.toFixed(2)}${outcome.doubted ? "?" : ""} w ${outcome.best?.weight.toFixed(2)} s ${outcome.best?.size} ${passing}/${groups} of ${screened} in ${Math.round(ms)} ms: ${outcome.bug} => ${first.slice(0, 140)}`;
}

// ../../../tmp/eng/bench.ts
var figures = await benchRepair({ root: "/work/wt/engine", environment: process.env, say: (l) => console.error(l) });
console.log(figures.map((f) => `${f.what}: ${f.measured} ${f.holds}`).join("\n"));
